import type { Consent } from '@meta-capi/core';
import type { PixelSettings } from './options.ts';

/** The Pixel of this page, shared by the base code and by every bundle on the page. */
export interface PagePixel extends PixelSettings {
  /** The last value of the `consent` option. */
  consent?: Consent | undefined;
  /** The answer given on this page; the stricter of it and the cookie counts. */
  answer: Consent | undefined;
  /** The click that led to the page, in memory until the visitor allows a cookie. */
  readonly fbclid: string | undefined;
  /**
   * An ad blocker, a policy or the network prevented the script of Meta's library from loading. Missing
   * until the script is requested, by this Pixel or by another base code.
   */
  isBlocked?: boolean;
  /** The last decision that was passed to Meta's library. */
  decision?: PageDecision;
  /** Obeys an answer that was given elsewhere (in another tab, to the server); returns the decision. */
  readonly catchUp: () => PageDecision | undefined;
  /** Passes to Meta's library what is allowed now. */
  readonly obey: () => void;
  /** The page's own `fbq('consent', 'revoke')` is in force. */
  isRevoked?: boolean;
  /** The page's own Limited Data Use: the arguments of `dataProcessingOptions`. */
  limits?: readonly unknown[] | undefined;
  /** Events of this page that were sent. */
  readonly tracked: string[];
  /** Events that wait in the library's queue. */
  waiting: string[];
  /** Path and query of the last page view. */
  viewed?: string | undefined;
  /** Every Pixel on the page: this one, then those of other base codes. */
  readonly pixelIds: Set<string>;
}

/** A call of `fbq`. Meta's base code keeps its `arguments`, which need not be iterable. */
export type Call = ArrayLike<unknown>;

/** Is an event of this visitor sent? `limited`: with Limited Data Use. */
export type PageDecision = boolean | 'limited';

/** Meta's function: the queue of the base code until the library gives it a `callMethod`. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  /** The library's own state, with the Pixels that have been initialised. */
  getState?: () => { pixels: readonly { id: string }[] };
  queue: Call[];
  push: Fbq;
  loaded: boolean;
  version: string;
  disablePushState?: boolean;
  allowDuplicatePageViews?: boolean;
}

export interface PixelWindow {
  fbq?: Fbq;
  _fbq?: Fbq;
  metaCapiPixel?: PagePixel;
  /** Read behind the cookies while the consent tool's question is open: `; meta_consent=unknown`. */
  metaCapiAsks?: string;
}

/** The Pixel that `initPixel` put on this page. */
export function pagePixel(): PagePixel | undefined {
  return pixelWindow()?.metaCapiPixel;
}

/** The browser's window; `undefined` on a server. */
export function pixelWindow(): PixelWindow | undefined {
  return typeof document === 'undefined' ? undefined : (window as PixelWindow);
}
