import type { FaultKind } from '../http/faults.ts';
import type { TokenPlace } from '../judge/access-token.ts';
import type { GraphError } from '../judge/graph-error.ts';
import type { JsonObject } from '../judge/json.ts';
import type { Finding } from '../judge/rule.ts';

/** A request as it arrived, with every token replaced by `[redacted]`. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly text: string;
  /** The body parsed, if it is JSON. */
  readonly json?: unknown;
  /** Where the token was. If in several places, the one that leaks most: query, header, body. */
  readonly tokenIn?: TokenPlace;
  /** Milliseconds. */
  readonly receivedAt: number;
  /** HTTP status answered; 0 if nothing was. */
  readonly status: number;
  /** The error answered. */
  readonly error?: GraphError;
  /** What is wrong with the request itself; its events carry their own findings. */
  readonly findings: readonly Finding[];
  /** The fault that was played to it. */
  readonly playedFault?: FaultKind;
}

/** `counted`: Meta counts it. `duplicate`: taken, but counted before. `refused`: not taken. */
export type Verdict = 'counted' | 'duplicate' | 'refused';

/** One event of a request, and what became of it. */
export interface ReceivedEvent {
  /** 1 for the first event since the start, or since everything was cleared. */
  readonly number: number;
  readonly pixelId: string;
  /** `browser`: a Pixel sent it to `/tr`. */
  readonly source: 'browser' | 'server';
  /** Milliseconds. */
  readonly receivedAt: number;
  /** The JSON object as it arrived; a browser's parameters under the server's names. */
  readonly event: JsonObject;
  /** `event_name`, if it is a string. */
  readonly eventName?: string;
  /** `event_id`, if it is a string or a number. */
  readonly eventId?: string;
  readonly testEventCode?: string;
  readonly verdict: Verdict;
  /** What Meta would accept and should not have been sent, and leaks whatever the verdict. */
  readonly findings: readonly Finding[];
  /** Of a refused event: the error its whole request was answered with. */
  readonly error?: GraphError;
  /**
   * Of a refused event: is it at fault itself, did a `peer` in the same request drag it down, or is
   * the `request` (path, token, number of events) at fault?
   */
  readonly fault?: 'event' | 'peer' | 'request';
  /** The fault that was played to its request. */
  readonly playedFault?: FaultKind;
  /**
   * The number of the first event of the same conversion. Its copies are of it, and so is an event
   * that was refused and came again with the same pixel, name and id.
   */
  readonly conversion: number;
  /** Of a duplicate: the event that was counted in its place. */
  readonly duplicateOf?: ReceivedEvent;
  /** What a reader should know about the verdict. */
  readonly notes: readonly string[];
}
