import { createPost } from '#http';
import type { CallOptions } from '../delivery/call.ts';
import { createDelivery, type Delivery, type SettledCall } from '../delivery/delivery.ts';
import { namesOf } from '../event/event-names.ts';
import type { PreparedEvent } from '../event/prepared-event.ts';
import {
  type EventOutcome,
  type Issue,
  type SendResult,
  type SkipReason,
  summarize,
  type Warning,
} from '../event/result.ts';
import { createGraph } from '../graph/graph.ts';
import { createFetchPost } from '../http/http.ts';
import { prepareEvent } from '../prepare/prepare.ts';
import { readPrepared } from '../prepare/read-prepared.ts';
import { sayOnce } from '../report/warn-once.ts';
import { readSendOptions, type UsableOptions } from '../sink/send-options.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';
import { inPortions } from './chunks.ts';
import {
  type CloseOptions,
  type CloseSummary,
  type Closing,
  createClosing,
  nothingSent,
} from './closing.ts';
import { type CapiConfig, readConfig, type Settings } from './config.ts';
import { type EventSenders, withSenders } from './event-methods.ts';
import { noteOnVersion } from './graph-version.ts';

/** Sends events to Meta now. Nothing here ever throws or rejects. */
export interface CapiClient extends EventSink, EventSenders {
  /** Sends what `prepareEvent` or `readPrepared` made, such as what comes out of a queue. */
  deliver(prepared: readonly PreparedEvent[], options?: SendOptions): Promise<SendResult>;
  /**
   * Accepts no more events, sends those that are waiting, and resolves when every caller has its
   * result: for SIGTERM, before `process.exit`, and at the end of a test. A later send is skipped with
   * the reason `client_closed`. Never rejects.
   *
   * @example
   * process.once('SIGTERM', async () => {
   *   await capi.close({ timeoutMs: 3000 });
   *   process.exit();
   * });
   */
  close(options?: CloseOptions): Promise<CloseSummary>;
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
type Door = Pick<CapiClient, 'close' | 'deliver' | 'sendEvents' | 'timeoutMs'>;

function sendingClient(settings: Settings): CapiClient {
  const note = noteOnVersion(settings.apiVersion);
  if (note !== undefined) sayOnce(note);
  const httpPost = settings.fetch === undefined ? createPost() : createFetchPost(settings.fetch);
  const delivery = createDelivery(createGraph(settings, httpPost));
  const closing = createClosing(delivery, settings.timeoutMs);
  const sending: Sending = {
    delivery,
    settings,
    closing,
    skipClosed: createSkipAll('client_closed', [clientClosed]),
  };
  const { phone, whenConsentUnknown } = settings;
  const said = new Set<SkipReason>();

  /** Warns once: reporters skip it, and a silent drop looks as if nothing worked. */
  function sayWhyNothingLeaves(reason: SkipReason): void {
    const why = whyNothingLeaves[reason];
    if (why === undefined || said.has(reason)) return;
    said.add(reason);
    console.warn(`meta-capi: Event skipped: ${why} (further identical warnings are suppressed)`);
  }

  return withSenders<Door>({
    timeoutMs: settings.timeoutMs,
    close: closing.close,
    sendEvents: (events, options) =>
      send(sending, events, options, (event, { testEventCode }) => {
        const preparation = prepareEvent(event, { phone, whenConsentUnknown, testEventCode });
        if (preparation.ok) return { event: preparation.event, notes: preparation.warnings };
        sayWhyNothingLeaves(preparation.reason);
        return { skipped: preparation.reason, notes: preparation.issues };
      }),
    deliver: (prepared, options) =>
      send(sending, prepared, options, (event) => {
        const reading = readPrepared(event);
        return reading.ok
          ? { event: reading.event, notes: [] }
          : { skipped: 'invalid_event', notes: reading.issues };
      }),
  });
}

/** Skipped on purpose, and yet a surprise at the first attempt: the cause and the fix. */
const whyNothingLeaves: Readonly<Partial<Record<SkipReason, string>>> = {
  consent_limited_without_ip:
    'the visitor opted out ("limited"), the US state is not known, and the IP address that Meta could find it by is missing. Set trustProxy of visitorFromRequest, pack the address with packVisitor(visitor, { include: ["ip"] }), or give userData.state.',
  consent_unknown:
    'the visitor’s consent is not known, and whenConsentUnknown is "drop". Pass the answer as visitor.consent: visitorFromRequest reads it from the cookie of the Pixel half, and a webhook from the metadata that packVisitor wrote.',
  test_mode_without_test_event_code:
    'test mode needs a test event code. Set testEventCode (META_TEST_EVENT_CODE) to the code that Events Manager shows under Test events.',
};

/** Reports with every send what is missing. */
function idleClient(reason: SkipReason, issues: readonly Issue[]): CapiClient {
  const skipAll = createSkipAll(reason, issues);
  const close = (): Promise<CloseSummary> => Promise.resolve(nothingSent);
  return withSenders<Door>({ sendEvents: skipAll, deliver: skipAll, close });
}

/** Skips all events for a reason that is printed once and part of every result. */
function createSkipAll(reason: SkipReason, issues: readonly Issue[]): SkipAll {
  let isReported = false;
  return (events) => {
    if (!isReported) {
      isReported = true;
      console.warn(`meta-capi sends nothing. ${issues.map(({ message }) => message).join(' ')}`);
    }
    const outcomes = asList(events).map((event) => skip(event, reason));
    return Promise.resolve({ ok: false, skipped: true, reason, outcomes, warnings: issues });
  };
}

type SkipAll = (events: readonly unknown[]) => Promise<SendResult>;

const clientClosed: Issue = {
  code: 'client_closed',
  path: 'events',
  message:
    'The client was closed by close(): call close() after the last send, or create another client.',
};

/** What the sends of one client have in common. */
interface Sending {
  readonly delivery: Delivery;
  readonly settings: Settings;
  readonly closing: Closing;
  readonly skipClosed: SkipAll;
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
    const { maxAttempts, signal, testEventCode } = usable;
    const deadline = performance.now() + usable.timeoutMs;
    const warnings: Warning[] = usable.isCodeIgnored ? [ignoredTestEventCode] : [];
    const call = { deadline, signal, maxAttempts, testEventCode, warnings };
    // A copy: the list may change while it is sent.
    const events: readonly Event[] = given.slice();
    const settled = inPortions(events.length, (from, to) =>
      sendPortion(delivery, events, from, to, usable, call, prepare),
    );
    closing.started();
    return settled.then(
      (calls) => closing.ended(summarizeCalls(calls, warnings)),
      () => closing.ended(unreadable('cannot be sent.')),
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
