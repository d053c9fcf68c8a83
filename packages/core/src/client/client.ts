import { createPost } from '#http';
import { createDelivery } from '../delivery/delivery.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import type { PreparedEvent } from '../event/prepared-event.ts';
import type { Issue, SendResult, SkipReason } from '../event/result.ts';
import { createGraph } from '../graph/graph.ts';
import { createFetchPost } from '../http/http.ts';
import { prepareEvent } from '../prepare/prepare.ts';
import { readPrepared } from '../prepare/read-prepared.ts';
import { sayOnce } from '../report/warn-once.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';
import { type CloseOptions, type CloseSummary, createClosing, nothingSent } from './closing.ts';
import { type CapiConfig, readConfig, type Settings } from './config.ts';
import { type EventSenders, withSenders } from './event-methods.ts';
import { noteOnVersion } from './graph-version.ts';
import { type Prepare, type Sending, send } from './send.ts';
import { clientClosed, createSkipAll } from './skip-all.ts';

/** Sends events to Meta now. Nothing here ever throws or rejects. */
export interface CapiClient extends EventSink, EventSenders {
  /** Sends events that `prepareEvent` or `readPrepared` returned, such as those read from a queue. */
  deliver(prepared: readonly PreparedEvent[], options?: SendOptions): Promise<SendResult>;
  /**
   * Accepts no more events, sends those that are waiting, and resolves when every caller has its
   * result: for SIGTERM, before `process.exit`, and at the end of a test. A later send is skipped with
   * the reason `client_closed`. Never rejects.
   *
   * @example
   * process.once('SIGTERM', () => void capi.close({ timeoutMs: 3000 }).then(() => process.exit()));
   */
  close(options?: CloseOptions): Promise<CloseSummary>;
}

/**
 * Creates a client for one pixel. It never throws, so that it can be called at module scope: what is
 * missing or wrong in the configuration is printed once on the console, and is part of every result.
 *
 * @example
 * const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
 * await capi.sendLeadEvent({ eventId, userData: { email }, visitor });
 */
export function createCapiClient(config: CapiConfig): CapiClient {
  const check = readConfig(config);
  return check.ok ? sendingClient(check.settings) : idleClient(check.reason, check.issues);
}

/** The methods that the send…Event methods use. */
type Core = Pick<CapiClient, 'close' | 'deliver' | 'sendEvents' | 'timeoutMs'>;

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
  const prepare = createPrepare(settings);
  return withSenders<Core>({
    timeoutMs: settings.timeoutMs,
    close: closing.close,
    sendEvents: (events, options) => send(sending, events, options, prepare),
    deliver: (prepared, options) => send(sending, prepared, options, read),
  });
}

/** Prepares events; an unexpected reason to skip is printed once. */
function createPrepare({ phone, whenConsentUnknown }: Settings): Prepare<CapiEvent> {
  const warned = new Set<SkipReason>();
  return (event, { testEventCode }) => {
    const preparation = prepareEvent(event, { phone, whenConsentUnknown, testEventCode });
    if (preparation.ok) return { event: preparation.event, notes: preparation.warnings };
    const { reason } = preparation;
    const why = whyNothingLeaves[reason];
    // Reporters ignore these reasons, and a silent skip looks as if nothing worked.
    if (why !== undefined && !warned.has(reason)) {
      warned.add(reason);
      console.warn(`meta-capi: Event skipped: ${why} (further identical warnings are suppressed)`);
    }
    return { skipped: reason, notes: preparation.issues };
  };
}

const read: Prepare<PreparedEvent> = (event) => {
  const reading = readPrepared(event);
  return reading.ok
    ? { event: reading.event, notes: [] }
    : { skipped: 'invalid_event', notes: reading.issues };
};

/** Skipped on purpose, but often unexpected at first: the cause and the fix. */
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
  return withSenders<Core>({ sendEvents: skipAll, deliver: skipAll, close });
}
