import type { Cancellation } from '../async/cancellation.ts';
import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { ByteStore } from './json-bytes.ts';

/** One `sendEvents`; of a longer list, up to 1,000 events of it. */
export interface Call {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  readonly testEventCode: string | undefined;
  readonly maxAttempts: number;
  /** In the order of the events; `undefined` until the outcome is known. */
  readonly outcomes: (EventOutcome | undefined)[];
  /** How many events it has so far. */
  events: number;
  readonly warnings: Warning[];
  eventsReceived: number;
  /** Events without an outcome. */
  unsettled: number;
  /** Does the caller wait for outcomes? Events of a call that is not open are not sent any more. */
  isOpen: boolean;
  /** Why it ended before every event had an outcome. */
  gaveUp: GiveUpReason | undefined;
  /** The batches that contain its events. */
  batches: Batch[];
  /** Called once, when every event has its outcome. */
  onSettled: ((call: Call) => void) | undefined;
  /** Stops listening to `signal`. */
  stopListening: (() => void) | undefined;
  resolve: ((call: SettledCall) => void) | undefined;
}

/** A call whose events have their outcomes. */
export interface SettledCall extends Pick<Call, 'eventsReceived' | 'warnings'> {
  readonly outcomes: readonly EventOutcome[];
}

/** Why a call ends before its events have outcomes. */
export type GiveUpReason = 'aborted' | 'closed' | 'deadline';

/** What events must have in common to share a request. */
export interface BatchKey {
  readonly testEventCode: string | undefined;
  readonly maxAttempts: number;
  /** The Limited Data Use state, as text: one request has one state. */
  readonly limitedDataUse: string;
}

/**
 * One request: being filled, in flight, or split. `bytes` are the events' JSON as the request contains it,
 * then the members that follow the events.
 */
export interface Batch extends BatchKey, ByteStore {
  /** In the order of the bytes; the events of one call follow each other. */
  events: BatchedEvent[];
  /** The members that were last written behind the events. */
  members: string | undefined;
  bodyLength: number;
  /** Calls that wait for its events. */
  openCalls: number;
  /** May a request that has failed have carried these events to Meta? */
  mayBeReceived: boolean;
  /** The attempts that wait for a response, the latest last. */
  readonly attempts: Attempt[];
  /** Stops the attempts, while it is in flight. */
  stop: (() => void) | undefined;
}

/** One POST of a batch. */
export interface Attempt {
  readonly cancellation: Cancellation;
  /** On the clock of `performance.now()`. */
  readonly start: number;
  /** Have bytes of it left? */
  isSent: boolean;
  /** Events that its bytes contain. */
  events: number;
  /** Has it waited so long for its response that it must not hold back other requests? */
  isStalled: boolean;
}

/** An event whose JSON is in a batch. */
export interface BatchedEvent {
  readonly call: Call;
  /** Its place in the call. */
  readonly index: number;
  readonly eventName: string;
  readonly eventId: string;
  /** Where its JSON ends in the bytes. */
  readonly end: number;
}
