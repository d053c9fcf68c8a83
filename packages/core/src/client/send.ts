import { batchLimits } from '../delivery/batch-limits.ts';
import { addOutcome, type CallOptions } from '../delivery/call.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { SettledCall } from '../delivery/types.ts';
import { namesOf } from '../event/event-names.ts';
import type { Warning } from '../event/issue.ts';
import type { PreparedEvent } from '../event/prepared-event.ts';
import { type SendResult, summarize } from '../event/result.ts';
import type { SkipReason } from '../event/skip-reason.ts';
import { readSendOptions, type UsableOptions } from '../sink/send-options.ts';
import type { SendOptions } from '../sink/sink.ts';
import { inPortions } from './chunks.ts';
import type { Closing } from './closing.ts';
import type { Settings } from './config-fields.ts';
import { clientClosed, createSkipAll, type SkipAll, skip } from './skip-all.ts';

/** What the sends of one client have in common. */
export interface Sending {
  readonly delivery: Delivery;
  readonly settings: Settings;
  readonly closing: Closing;
  readonly skipClosed: SkipAll;
  /** Created once, so that a call that waits for its response keeps none of its events in memory. */
  readonly toResult: (call: SettledCall) => SendResult;
  readonly toFailure: () => SendResult;
}

export function createSending(delivery: Delivery, settings: Settings, closing: Closing): Sending {
  return {
    delivery,
    settings,
    closing,
    skipClosed: createSkipAll('client_closed', [clientClosed]),
    toResult: ({ outcomes, warnings, eventsReceived }) =>
      closing.ended(summarize(outcomes, warnings, eventsReceived)),
    toFailure: () => closing.ended(unreadable('cannot be sent.')),
  };
}

/** Turns an event of a call into one that can be sent, or skips it. */
export type Prepare<Event> = (
  event: Event,
  options: Pick<UsableOptions, 'testEventCode'>,
) =>
  | { event: PreparedEvent; notes: readonly Warning[] }
  | { skipped: SkipReason; notes: readonly Warning[] };

/** Not `async`: the calls of one turn must reach the delivery in this turn, to share a request. */
export function send<Event>(
  sending: Sending,
  given: readonly Event[],
  options: SendOptions | undefined,
  prepare: Prepare<Event>,
): Promise<SendResult> {
  try {
    if (!Array.isArray(given)) return Promise.resolve(unreadable('must be a list.'));
    const { closing, delivery } = sending;
    if (closing.isClosed()) return sending.skipClosed(given);
    const usable = readSendOptions(options, sending.settings);
    const call: CallOptions = {
      deadline: performance.now() + usable.timeoutMs,
      signal: usable.signal,
      maxAttempts: usable.maxAttempts,
      testEventCode: usable.testEventCode,
      warnings: usable.isCodeIgnored ? [ignoredTestEventCode] : [],
    };
    const portion = { delivery, prepare, call };
    const { length } = given;
    const settled =
      length <= batchLimits.maxEvents
        ? sendPortion(portion, given, 0, length)
        : sendPortions(portion, given.slice());
    closing.started();
    return settled.then(sending.toResult, sending.toFailure);
  } catch {
    // A getter or a Proxy among the options or in the list threw.
    return Promise.resolve(unreadable('or the options cannot be read: give plain objects.'));
  }
}

/** How the events of one `sendEvents` are sent. */
interface Portion<Event> {
  readonly delivery: Delivery;
  readonly prepare: Prepare<Event>;
  readonly call: CallOptions;
}

/** `events` must not change until all are sent. */
async function sendPortions<Event>(
  portion: Portion<Event>,
  events: readonly Event[],
): Promise<SettledCall> {
  const calls = await inPortions(events.length, (from, to) =>
    sendPortion(portion, events, from, to),
  );
  return {
    warnings: portion.call.warnings,
    outcomes: calls.flatMap(({ outcomes }) => outcomes),
    eventsReceived: calls.reduce((sum, { eventsReceived }) => sum + eventsReceived, 0),
  };
}

function sendPortion<Event>(
  { delivery, prepare, call: options }: Portion<Event>,
  events: readonly Event[],
  from: number,
  to: number,
): Promise<SettledCall> {
  const call = delivery.open(options, to - from);
  // The caller does not wait until the rest of a backlog has been prepared in vain.
  const isTooLate = from > 0 && call.gaveUp !== undefined;
  try {
    for (let index = from; index < to; index += 1) {
      const event = events[index] as Event;
      if (isTooLate) {
        delivery.addUnsent(call, namesOf(event));
        continue;
      }
      const prepared = prepare(event, options);
      for (const note of prepared.notes) {
        const { code, path, message } = note;
        const inCall = { code, path: `events[${index}].${path}`, message };
        call.warnings.push(events.length === 1 ? note : inCall);
      }
      if ('event' in prepared) delivery.add(call, prepared.event, to - index - 1);
      else addOutcome(call, skip(event, prepared.skipped));
    }
  } catch (error) {
    delivery.drop(call);
    throw error;
  }
  return delivery.settled(call);
}

function unreadable(problem: string): SendResult {
  const warnings = [{ code: 'unreadable_events', path: 'events', message: `events ${problem}` }];
  return summarize([skip(undefined, 'invalid_event')], warnings, 0);
}

const ignoredTestEventCode: Warning = {
  code: 'invalid_test_event_code',
  path: 'testEventCode',
  message:
    'testEventCode is the text that a program prints for a missing value, so it is not sent: give the code from Events Manager > Test events, or nothing.',
};
