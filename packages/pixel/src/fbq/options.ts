import type { CapiConfig, Consent, CustomData } from '@meta-capi/core';

/** The options of `initPixel`, `pixelBaseCode` and `<MetaPixel>`. */
export interface PixelOptions {
  /** Digits, from the Events Manager: the same id as the server's. */
  pixelId: string | undefined;
  /**
   * What happens while the visitor has not answered. No default; use the server's setting.
   */
  whenConsentUnknown: CapiConfig['whenConsentUnknown'];
  /**
   * The answer that your own consent tool already has; together with the `meta_consent` cookie the strictest
   * counts. Any other value, such as `'Denied'`, allows nothing. When it changes, call
   * `initPixel` again; `<MetaPixel>` does. Pass the same to the server: see `visitorFromRequest`.
   */
  consent?: Consent | undefined;
  /** For a page whose Content Security Policy asks for one. @default that of the running script */
  nonce?: string | undefined;
  /** The identity of the visitor, where it is known. */
  advancedMatching?: AdvancedMatching | undefined;
  /**
   * `1`: these visitors are in the USA, so those who opted out are tracked with Limited Data Use,
   * unless `advancedMatching.st` is a state that it does not cover. Without it they are not tracked at all,
   * as on the server.
   */
  // https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
  dataProcessingOptionsCountry?: 0 | 1 | undefined;
  /**
   * Meta's state code, 1000–1013. Meta's browser library takes 1000 (California) alone; for the other
   * states the Pixel sends 0, and Meta geolocates. @default 0
   */
  dataProcessingOptionsState?: number | undefined;
  /**
   * Reports what is sent, what is held back, and why: give it `printPixelEvents`. A function: give it to
   * `initPixel`, or to a `<MetaPixel>` that is in a client component. React refuses it in a server
   * component, and the inline base code cannot hold it.
   */
  debug?: PixelDebug | undefined;
  /**
   * Where the Pixel's library comes from, for tests.
   * @default "https://connect.facebook.net/en_US/fbevents.js"
   */
  libraryUrl?: string | undefined;
}

/** What can be written into a page: everything but the function `debug`. */
export type PageOptions = Omit<PixelOptions, 'debug'>;

/** Valid {@link PixelOptions}. */
export interface PixelSettings extends PixelOptions {
  pixelId: string;
  whenConsentUnknown: 'drop' | 'send';
}

/**
 * Meta's own key names; values normalised, hashed (SHA-256, lower-case hex) or not: the Pixel hashes
 * what is plain. `external_id` has to be the text that the server sends; both sides remove white space
 * and lower-case it.
 */
// https://developers.facebook.com/documentation/meta-pixel/advanced/advanced-matching
export type AdvancedMatching = Partial<
  Record<
    'country' | 'ct' | 'db' | 'em' | 'external_id' | 'fn' | 'ge' | 'ln' | 'ph' | 'st' | 'zp',
    string | undefined
  >
>;

/** What happened to an event in this browser. */
export type PixelOutcome =
  | 'sent'
  | 'waiting'
  | 'already waiting'
  | 'duplicate'
  | 'refused'
  | 'blocked'
  | 'invalid eventId'
  | 'invalid pixelId';

/** Receives every event of the page: the `debug` option of `initPixel`. */
export type PixelDebug = (
  outcome: PixelOutcome,
  eventName: string,
  eventId?: string,
  customData?: CustomData,
) => void;
