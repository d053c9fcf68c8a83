import type { Visitor } from '@meta-capi/core';

export interface VisitorPageOptions {
  /**
   * The page where visitors register, for visitors without a page (`meta_url`). An event with a page is a
   * `website` event, an event without one is `system_generated`.
   */
  eventSourceUrl?: string | undefined;
  /**
   * The allowed hosts of a visitor's page (`meta_url`), such as `['shop.example.com']`, compared exactly.
   * The client writes ClientMetadata, so it can contain any page. A page on another host is replaced by
   * `eventSourceUrl`.
   * @default the host of `eventSourceUrl`; without both, no `meta_url` is used
   */
  pageHosts?: readonly string[] | undefined;
}

export interface VisitorPage {
  visitor: Visitor;
  /** The visitor's page was on a host that is not listed. */
  isReplaced: boolean;
}

/** Keeps the visitor's page if its host is listed, else uses the configured page. */
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
