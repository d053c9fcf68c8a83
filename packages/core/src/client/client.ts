import { createPost } from '#http';
import type { CallOptions } from '../delivery/call.ts';
import { createDelivery, type Delivery, type SettledCall } from '../delivery/delivery.ts';
import { namesOf } from '../event/event-names.ts';
import type { Issue, Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { PreparedEvent } from '../event/prepared-event.ts';
import { type SendResult, summarize } from '../event/result.ts';
import { type SkipReason, skipReasons } from '../event/skip-reason.ts';
import { createGraph } from '../graph/graph.ts';
import { createFetchPost } from '../http/http.ts';
import { prepareEvent } from '../prepare/prepare.ts';
import { readPrepared } from '../prepare/read-prepared.ts';
import { sayOnce } from '../report/warn-once.ts';
import { readSendOptions, type UsableOptions } from '../sink/send-options.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';
import { inPortions } from './chunks.ts';
import { type CapiConfig, readConfig, type Settings } from './config.ts';
import { type EventSenders, withSenders } from './event-methods.ts';
import { noteOnVersion } from './graph-version.ts';

/** Sends events to Meta now. Nothing here ever throws or rejects. */
export interface CapiClient extends EventSink, EventSenders {
  /** Sends what `prepareEvent` or `readPrepared` made, such as what comes out of a queue. */
  deliver(prepared: readonly PreparedEvent[], options?: SendOptions): Promise<SendResult>;
}

/**
 * Makes a client for one pixel. It never throws, so that it can stand at module scope: what is
 * missing or wrong in the configuration is said once on the console, and with every result.
 *
 * @example
 * const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
 * await capi.sendLeadEvent({ eventId, userData: { email }, visitor });
 */
export function createCapiClient(config: CapiConfig): CapiClient {
  const check = readConfig(config);
  return check.ok ? sendingClient(check.settings) : idleClient(check.reason, check.issues);
}

/** What a client does itself; the rest is made of it. */
type Door = Pick<CapiClient, 'deliver' | 'sendEvents' | 'timeoutMs'>;

function sendingClient(settings: Settings): CapiClient {
  const note = noteOnVersion(settings.apiVersion);
  if (note !== undefined) sayOnce(note);
  const httpPost = settings.fetch === undefined ? createPost() : createFetchPost(settings.fetch);
  const delivery = createDelivery(createGraph(settings, httpPost));
  const { phone, whenConsentUnknown } = settings;
  const said = new Set<SkipReason>();

  /** Warns once: reporters skip it, and a silent drop looks as if nothing worked. */
  function sayWhyNothingLeaves(reason: SkipReason): void {
    const why = skipReasons[reason].notice;
    if (why === undefined || said.has(reason)) return;
    said.add(reason);
    console.warn(`meta-capi: Event skipped: ${why} (further identical warnings are suppressed)`);
  }

  return withSenders<Door>({
    timeoutMs: settings.timeoutMs,
    sendEvents: (events, options) =>
      send(delivery, settings, events, options, (event, { testEventCode }) => {
        const preparation = prepareEvent(event, { phone, whenConsentUnknown, testEventCode });
        if (preparation.ok) return { event: preparation.event, notes: preparation.warnings };
        sayWhyNothingLeaves(preparation.reason);
        return { skipped: preparation.reason, notes: preparation.issues };
      }),
    deliver: (prepared, options) =>
      send(delivery, settings, prepared, options, (event) => {
        const reading = readPrepared(event);
        return reading.ok
          ? { event: reading.event, notes: [] }
          : { skipped: 'invalid_event', notes: reading.issues };
      }),
  });
}

/** Answers every send with what is missing. */
function idleClient(reason: SkipReason, issues: readonly Issue[]): CapiClient {
  let isReported = false;
  const skipAll = (events: readonly unknown[]): Promise<SendResult> => {
    if (!isReported) {
      isReported = true;
      console.warn(`meta-capi sends nothing. ${issues.map(({ message }) => message).join(' ')}`);
    }
    const outcomes = asList(events).map((event) => skip(event, reason));
    return Promise.resolve({ ok: false, skipped: true, reason, outcomes, warnings: issues });
  };
  return withSenders<Door>({ sendEvents: skipAll, deliver: skipAll });
}

/** How the event at a place of a list becomes one that can be sent, or is skipped. */
type Prepare<Event> = (
  event: Event,
  options: UsableOptions,
) =>
  | { event: PreparedEvent; notes: readonly Warning[] }
  | { skipped: SkipReason; notes: readonly Warning[] };

/** Not `async`: the calls of one turn must reach the delivery in this turn, to share a request. */
function send<Event>(
  delivery: Delivery,
  settings: Settings,
  given: readonly Event[],
  options: SendOptions | undefined,
  prepare: Prepare<Event>,
): Promise<SendResult> {
  try {
    if (!Array.isArray(given)) return Promise.resolve(unreadable('must be a list.'));
    const usable = readSendOptions(options, settings);
    const { maxAttempts, signal, testEventCode } = usable;
    const deadline = performance.now() + usable.timeoutMs;
    const warnings: Warning[] = usable.isCodeIgnored ? [ignoredTestEventCode] : [];
    const call = { deadline, signal, maxAttempts, testEventCode, warnings };
    // A copy: the list may change while it is sent.
    const events: readonly Event[] = given.slice();
    return inPortions(events.length, (from, to) =>
      sendPortion(delivery, events, from, to, usable, call, prepare),
    ).then(
      (calls) => summarizeCalls(calls, warnings),
      () => unreadable('cannot be sent.'),
    );
  } catch {
    // A getter or a Proxy among the options or in the list threw.
    return Promise.resolve(unreadable('or the options cannot be read: give plain objects.'));
  }
}

function sendPortion<Event>(
  delivery: Delivery,
  events: readonly Event[],
  from: number,
  to: number,
  options: UsableOptions,
  callOptions: CallOptions,
  prepare: Prepare<Event>,
): Promise<SettledCall> {
  const call = delivery.open(callOptions);
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
        const path = events.length === 1 ? note.path : `events[${index}].${note.path}`;
        call.warnings.push({ ...note, path });
      }
      if ('event' in prepared) delivery.add(call, prepared.event, to - index - 1);
      else call.outcomes.push(skip(event, prepared.skipped));
    }
  } catch (error) {
    delivery.drop(call);
    throw error;
  }
  return delivery.settled(call);
}

function summarizeCalls(calls: readonly SettledCall[], warnings: Warning[]): SendResult {
  const [only] = calls;
  const outcomes =
    calls.length === 1 && only !== undefined
      ? only.outcomes
      : calls.flatMap((call) => call.outcomes);
  const eventsReceived = calls.reduce((sum, call) => sum + call.eventsReceived, 0);
  return summarize(outcomes, warnings, eventsReceived);
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

function asList(events: unknown): readonly unknown[] {
  try {
    return Array.isArray(events) ? Array.from(events) : [];
  } catch {
    return [];
  }
}

function skip(event: unknown, reason: SkipReason): EventOutcome {
  return { ...namesOf(event), outcome: 'skipped', reason };
}
