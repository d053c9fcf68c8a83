import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import { type AttemptResult, asAmbiguous } from '../graph/attempt-result.ts';
import { forEachCall, leaveCalls } from './batch.ts';
import type { Batch, BatchedEvent, Call, GiveUpReason } from './types.ts';

export type CallOptions = Pick<
  Call,
  'deadline' | 'maxAttempts' | 'signal' | 'testEventCode' | 'warnings'
>;

/** A call of up to `size` events. */
export function createCall(options: CallOptions, size = 0): Call {
  return {
    deadline: options.deadline,
    signal: options.signal,
    testEventCode: options.testEventCode,
    maxAttempts: options.maxAttempts,
    warnings: options.warnings,
    // Most calls have one event. The first element that is added to `[]` reserves room for 17.
    outcomes: size === 1 ? [undefined] : [],
    events: 0,
    eventsReceived: 0,
    unsettled: 0,
    isOpen: true,
    gaveUp: undefined,
    batches: [],
    onSettled: undefined,
    stopListening: undefined,
    resolve: undefined,
  };
}

/** Adds an event with its outcome, or `undefined` until it is known. */
export function addOutcome(call: Call, outcome: EventOutcome | undefined): void {
  call.outcomes[call.events] = outcome;
  call.events += 1;
}

/** Adds a warning that concerns the whole call: once, however many of its requests find it out. */
export function warnCall({ warnings }: Pick<Call, 'warnings'>, warning: Warning): void {
  if (!warnings.some(({ code }) => code === warning.code)) warnings.push(warning);
}

/**
 * Creates the outcomes of a batch's events. `eventsSent` is the number of events in the request that
 * the result is about.
 */
export function settleBatch(batch: Batch, result: AttemptResult, eventsSent: number): void {
  leaveCalls(batch);
  const truth = batch.mayBeReceived ? asAmbiguous(result) : result;
  forEachCall(batch, (call, from, to) => {
    if (!call.isOpen) return;
    if (truth.outcome === 'delivered') countReceived(call, to - from, truth, eventsSent);
    for (let at = from; at < to; at += 1) settle(batch.events[at] as BatchedEvent, truth);
    closeIfSettled(call);
  });
}

/** Meta's own number where the request contains no other call's events; else this call's events. */
function countReceived(
  call: Call,
  events: number,
  { eventsReceived, warnings }: AttemptResult & { outcome: 'delivered' },
  eventsSent: number,
): void {
  for (const warning of warnings) warnCall(call, warning);
  call.eventsReceived += events === eventsSent ? eventsReceived : events;
  if (eventsReceived === eventsSent) return;
  // Meta does not say which; to send any again would double those that it accepted.
  call.warnings.push({
    code: 'received_mismatch',
    path: 'events',
    message: `Meta received ${eventsReceived} of ${eventsSent} events of one request. No event is sent again.`,
  });
}

const giveUpReasons: Readonly<Record<GiveUpReason, string>> = {
  aborted: 'the caller aborted',
  closed: 'the client was closed',
  deadline: 'the deadline passed',
};

/** Why nothing of a call can be sent any more. */
export function whyTooLate({
  deadline,
  signal,
}: Pick<Call, 'deadline' | 'signal'>): GiveUpReason | undefined {
  if (signal?.aborted) return 'aborted';
  return deadline <= performance.now() ? 'deadline' : undefined;
}

/**
 * Ends a call: an event that Meta may have received is `ambiguous`, any other one `notSent`. Calls
 * back for each batch that no call waits for any more.
 */
export function giveUp(
  call: Call,
  reason: GiveUpReason,
  onAbandoned: (batch: Batch) => void,
): void {
  if (!call.isOpen) return;
  call.isOpen = false;
  call.gaveUp = reason;
  for (const batch of call.batches.splice(0)) {
    const isSent = batch.mayBeReceived || batch.attempts.some((attempt) => attempt.isSent);
    for (const event of batch.events) {
      if (event.call === call) settle(event, givenUp(reason, isSent));
    }
    batch.openCalls -= 1;
    if (batch.openCalls === 0) onAbandoned(batch);
  }
  call.onSettled?.(call);
}

/** The result of events whose call ended without an answer from Meta. */
export function givenUp(reason: GiveUpReason, isSent: boolean): AttemptResult {
  const why = giveUpReasons[reason];
  return {
    outcome: isSent ? 'ambiguous' : 'notSent',
    error: {
      status: 0,
      category: 'unavailable',
      retryable: true,
      ambiguous: isSent,
      message: isSent ? `Possibly sent: ${why} before a response.` : `Not sent: ${why} before.`,
    },
  };
}

/** The outcome of one event of a request with this result. */
export function outcomeOf(
  { eventName, eventId }: Pick<EventOutcome, 'eventId' | 'eventName'>,
  result: AttemptResult,
): EventOutcome {
  const { outcome } = result;
  return outcome === 'delivered'
    ? { eventName, eventId, outcome }
    : { eventName, eventId, outcome, error: result.error };
}

function settle(event: BatchedEvent, result: AttemptResult): void {
  event.call.outcomes[event.index] = outcomeOf(event, result);
  event.call.unsettled -= 1;
}

function closeIfSettled(call: Call): void {
  if (call.unsettled > 0) return;
  call.isOpen = false;
  call.onSettled?.(call);
}
