import type { Visitor } from '@meta-capi/core';

export interface VisitorPageOptions {
  /**
   * The page where visitors register, for visitors who carry none: with a page the event is a
   * `website` event, without one `system_generated`.
   */
  eventSourceUrl?: string | undefined;
  /**
   * Hosts of pages that a visitor may carry (`meta_url`), such as `['shop.example.com']`, compared
   * exactly. The client writes ClientMetadata and may name any page, so a page on another host is
   * replaced by `eventSourceUrl`.
   * @default the host of `eventSourceUrl`; without both no carried page is used
   */
  pageHosts?: readonly string[] | undefined;
}

export interface VisitorPage {
  visitor: Visitor;
  /** The visitor carried a page on a host that is not listed. */
  isReplaced: boolean;
}

/** Keeps the page that the visitor carries if its host is listed, else takes the configured page. */
export function withListedPage(
  { eventSourceUrl: carried, ...visitor }: Visitor,
  { eventSourceUrl, pageHosts = [eventSourceUrl ?? ''] }: VisitorPageOptions,
): VisitorPage {
  const hosts = pageHosts.map(hostOf).filter((host) => host !== undefined);
  const isCarried = typeof carried === 'string';
  const isListed = isCarried && hosts.includes(hostOf(carried) ?? '');
  const page = isListed ? carried : eventSourceUrl;
  return {
    visitor: page === undefined ? visitor : { ...visitor, eventSourceUrl: page },
    isReplaced: isCarried && !isListed,
  };
}

/** The host of an address or of a host name, with its port; `undefined` if the text has none. */
function hostOf(text: string): string | undefined {
  try {
    return new URL(text.includes('://') ? text : `https://${text.trim()}`).host || undefined;
  } catch {
    return undefined;
  }
}
