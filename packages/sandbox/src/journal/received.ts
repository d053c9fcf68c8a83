import type { FaultKind } from '../http/faults.ts';
import type { TokenPlace } from '../judge/access-token.ts';
import type { GraphError } from '../judge/graph-error.ts';
import type { JsonObject } from '../judge/json.ts';
import type { Finding } from '../judge/rule.ts';

/** A request as received, with every token replaced by `[redacted]`. */
export interface ReceivedRequest {
  /** 1 for the first request since the start or since the last clear. */
  readonly number: number;
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
  /** HTTP status of the response; 0 without a response. */
  readonly status: number;
  /** The error in the response. */
  readonly error?: GraphError;
  /** The response's JSON; absent for a browser's request, and without a response. */
  readonly response?: unknown;
  /** Milliseconds until the response, simulated delays included; absent until then. */
  readonly durationMs?: number;
  /** What is wrong with the request itself; each event has its own findings. */
  readonly findings: readonly Finding[];
  /** The simulated fault that the request got. */
  readonly simulatedFault?: FaultKind;
}

/** `counted`: Meta counts it. `duplicate`: accepted, but counted before. `refused`: not accepted. */
export type Verdict = 'counted' | 'duplicate' | 'refused';

/** One event of a request, and its verdict. */
export interface ReceivedEvent {
  /** 1 for the first event since the start or since the last clear. */
  readonly number: number;
  /** The number of its request. */
  readonly requestNumber: number;
  readonly pixelId: string;
  /** `browser`: a Pixel sent it to `/tr`. */
  readonly source: 'browser' | 'server';
  /** Milliseconds. */
  readonly receivedAt: number;
  /** The JSON object as received; a browser's parameters under the server's names. */
  readonly event: JsonObject;
  /** `event_name`, if it is a string. */
  readonly eventName?: string;
  /** `event_id`, if it is a string or a number. */
  readonly eventId?: string;
  readonly testEventCode?: string;
  readonly verdict: Verdict;
  /** Errors that Meta would accept, and leaks. They do not depend on the verdict. */
  readonly findings: readonly Finding[];
  /** Of a refused event: the error in the response to its whole request. */
  readonly error?: GraphError;
  /**
   * Of a refused event: what caused the refusal: the `event` itself, a `peer` in the same request, or
   * the `request` (path, token, number of events).
   */
  readonly fault?: 'event' | 'peer' | 'request';
  /** The simulated fault that its request got. */
  readonly simulatedFault?: FaultKind;
  /**
   * The number of the first event of the same conversion. Copies have the same number, and so has an
   * event that was refused and sent again with the same pixel, name and id.
   */
  readonly conversion: number;
  /** The number of the other event of a near miss: probably the same conversion under another id. */
  readonly nearMissOf?: number;
  /**
   * The number of an earlier event of the same side, pixel, name and value, with an identifier of the
   * person in common or another kind of Stripe id: possibly the same conversion, reported twice.
   */
  readonly possibleDuplicateOf?: number;
  /** Of a duplicate: the event that was counted instead. */
  readonly duplicateOf?: ReceivedEvent;
  /** What a reader should know about the verdict. */
  readonly notes: readonly string[];
}

/** The JSON of an event: `duplicateOf` is the number of that event. */
export function eventToJson({ duplicateOf, ...event }: ReceivedEvent): object {
  return { ...event, ...(duplicateOf && { duplicateOf: duplicateOf.number }) };
}

const receivedTimes = new WeakMap<Request, number>();

/** Gives a replayed request its original time, in milliseconds. */
export function setReceivedTime(request: Request, ms: number): void {
  receivedTimes.set(request, ms);
}

/** The time at which a request counts as received: the original time of a replayed one, else now. */
export function receivedTime(request: Request, now: () => number): number {
  return receivedTimes.get(request) ?? now();
}
