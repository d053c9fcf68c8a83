import type { ActionSource } from './capi-event.ts';

declare const prepared: unique symbol;

/**
 * An event ready to be sent: checked, consented, in Meta's names, hashed. The only form that may be
 * stored in a queue or a file (as JSON; `readPrepared` reads it). Created by `prepareEvent`.
 */
export interface PreparedEvent {
  readonly [prepared]: true;
  readonly wire: WireEvent;
  /** Sent only with a test event code. */
  readonly testMode?: true;
}

/** One element of the Conversions API's `data`, in Meta's names. Times in Unix seconds. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export interface WireEvent {
  readonly event_name: string;
  readonly event_id: string;
  readonly event_time: number;
  readonly action_source: ActionSource;
  readonly user_data: WireUserData;
  readonly custom_data?: Readonly<Record<string, unknown>>;
  readonly event_source_url?: string;
  readonly referrer_url?: string;
  readonly opt_out?: boolean;
  readonly data_processing_options?: readonly string[];
  readonly data_processing_options_country?: number;
  readonly data_processing_options_state?: number;
  readonly original_event_data?: Readonly<Record<string, string | number>>;
  readonly messaging_channel?: string;
}

/** Hashed keys hold lower-case SHA-256; lists only where Meta documents lists. */
export type WireUserData = Readonly<Record<string, string | readonly string[]>>;
