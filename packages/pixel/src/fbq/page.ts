import type { Consent } from '@meta-capi/core';
import type { PixelSettings } from './options.ts';

/** The Pixel of this page, shared by the base code and by every bundle on the page. */
export interface PagePixel {
  /** Its `consent` is what the consent tool said last. */
  settings: PixelSettings;
  /** What the settings decide for each consent. */
  readonly decisions: Decisions;
  /** Of the script that put the Pixel on the page, for the library's. */
  readonly nonce: string | undefined;
  /** What the site said in this page's life, beside what the cookie says. */
  said: Consent | undefined;
  /** The click that led to the page, in memory until the visitor allows a cookie. */
  readonly fbclid: string | undefined;
  /**
   * The script of Meta's library: not requested; requested; blocked by an ad blocker, a policy or the
   * network. Whether it takes events is another question: {@link isLibraryReady}.
   */
  library: 'absent' | 'requested' | 'blocked';
  /** The last decision that was passed to the library. */
  told?: PageDecision;
  /** Obeys an answer that was given elsewhere: in another tab, to the server. */
  readonly catchUp: () => void;
  /** Tells Meta's library anew what is allowed. */
  readonly obey: () => void;
  /** The page's own `fbq('consent', 'revoke')` is in force. */
  isRevoked?: boolean;
  /** The page's own Limited Data Use: the arguments of `dataProcessingOptions`. */
  limits?: readonly unknown[] | undefined;
  /** Our calls in the library's queue, which are not the page's own. */
  queued?: readonly ArrayLike<unknown>[];
  /** Events of this page that were sent. */
  readonly tracked: string[];
  /** Events that wait in the library's queue. */
  waiting: string[];
  /** Path and query of the last page view. */
  viewed?: string | undefined;
  /** Further Pixels on the page, of other base codes. */
  readonly others: string[];
}

/** What happens to an event of this visitor. */
export type PageDecision = 'drop' | 'limited' | 'send';

/** What happens to an event under each consent; nothing is sent under one that is missing. */
export type Decisions = Readonly<Partial<Record<Consent, PageDecision>>>;

/** Meta's function: the queue of the base code until the library gives it a `callMethod`. */
export interface Fbq {
  (...call: unknown[]): void;
  callMethod?: (...call: unknown[]) => void;
  /** The library's own state, with the Pixels that have been initialised. */
  getState?: () => { pixels: readonly { id: string }[] };
  /** Meta's base code puts its `arguments` here. */
  queue: ArrayLike<unknown>[];
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

/** The Pixel that `initPixel` put on this page. */
export function pagePixel(): PagePixel | undefined {
  return pixelWindow()?.metaCapiPixel;
}

/** The browser's window; `undefined` on a server. */
export function pixelWindow(): PixelWindow | undefined {
  return typeof document === 'undefined' ? undefined : (window as PixelWindow);
}
