import type { Consent } from '@meta-capi/core';
import type { PixelSettings } from './options.ts';

/** The Pixel of this page, shared by the base code and by every bundle on the page. */
export interface PagePixel {
  /** Its `consent` is what the consent tool said last. */
  settings: PixelSettings;
  /** Of the script that put the Pixel on the page, for the library's. */
  readonly nonce: string | undefined;
  /** What the site said in this page's life, beside what the cookie says. */
  said: Consent | undefined;
  /** The click that led to the page, in memory until the visitor allows a cookie. */
  readonly fbclid: string | undefined;
  /**
   * Meta's library: not asked for; on its way, while calls wait in our queue; on the page, or not
   * ours to load; kept away by an ad blocker, a policy or the network.
   */
  library: 'absent' | 'loading' | 'there' | 'blocked';
  /** What the library was told last of the visitor's consent. */
  told: PageDecision | undefined;
  /** Obeys an answer that was given elsewhere: in another tab, to the server. */
  readonly catchUp: () => void;
  /** What was tracked on this page; taken off again where the library will not send it. */
  tracked: string[];
  /** Path and query of the last page view. */
  viewed: string | undefined;
}

/** What happens to an event of this visitor. */
export type PageDecision = 'drop' | 'limited' | 'send';

/** Meta's function: the queue of the base code until the library gives it a `callMethod`. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  queue: unknown[][];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
}

interface PixelWindow {
  fbq?: Fbq;
  _fbq?: Fbq;
  metaCapiPixel?: PagePixel;
}

/** The browser's window; `undefined` on a server. */
export function pixelWindow(): PixelWindow | undefined {
  return typeof window === 'undefined' || typeof document === 'undefined'
    ? undefined
    : (window as PixelWindow);
}
