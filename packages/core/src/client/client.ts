import { createPost } from '#http';
import { createDelivery } from '../delivery/delivery.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import { helpLink } from '../event/help-link.ts';
import type { Issue } from '../event/issue.ts';
import type { PreparedEvent } from '../event/prepared-event.ts';
import type { SendResult } from '../event/result.ts';
import { type SkipReason, skipReasons } from '../event/skip-reason.ts';
import { createGraph } from '../graph/graph.ts';
import { createFetchPost } from '../http/fetch-post.ts';
import { prepareEvent } from '../prepare/prepare.ts';
import { readPrepared } from '../prepare/read-prepared.ts';
import { warnOnce } from '../report/warn-once.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';
import type { CapiConfig } from './capi-config.ts';
import { type CloseOptions, type CloseSummary, createClosing, nothingSent } from './closing.ts';
import { readConfig } from './config.ts';
import type { Settings } from './config-fields.ts';
import { type EventSenders, withSenders } from './event-methods.ts';
import { noteOnVersion } from './graph-version.ts';
import { createSending, type Prepare, send } from './send.ts';
import { createSkipAll } from './skip-all.ts';

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
  if (note !== undefined) warnOnce(note);
  const httpPost = settings.fetch === undefined ? createPost() : createFetchPost(settings.fetch);
  const delivery = createDelivery(createGraph(settings, httpPost));
  const closing = createClosing(delivery, settings.timeoutMs);
  const sending = createSending(delivery, settings, closing);
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
    const why = skipReasons[reason].notice;
    // Reporters ignore these reasons, and a silent skip looks as if nothing worked.
    if (why !== undefined && !warned.has(reason)) {
      warned.add(reason);
      console.warn(
        `meta-capi: Event skipped: ${why} See ${helpLink(reason)} (further identical warnings are suppressed)`,
      );
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

/** Reports with every send what is missing. */
function idleClient(reason: SkipReason, issues: readonly Issue[]): CapiClient {
  const skipAll = createSkipAll(reason, issues);
  const close = (): Promise<CloseSummary> => Promise.resolve(nothingSent);
  return withSenders<Core>({ sendEvents: skipAll, deliver: skipAll, close });
}
