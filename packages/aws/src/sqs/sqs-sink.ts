import {
  type CapiClient,
  type CapiConfig,
  type CapiError,
  type CapiEvent,
  type EventOutcome,
  type EventSink,
  type PreparedEvent,
  prepareEvent,
  type SendOptions,
  type SendResult,
  type SkipReason,
  summarize,
  type Warning,
} from '@meta-capi/core';
import { defaultMaxBytes } from './batches.ts';
import { enqueue, type Stored } from './enqueue.ts';
import { writeRecord } from './record.ts';
import type { SqsSender } from './sqs-client.ts';

export interface SqsSinkOptions
  extends Pick<CapiConfig, 'phone' | 'pixelId' | 'testEventCode' | 'whenConsentUnknown'> {
  /** A standard queue; not a FIFO queue. */
  queueUrl: string | undefined;
  /** `new SQS({})` of `@aws-sdk/client-sqs`, or {@link signedSqs}. */
  client: SqsSender;
  /**
   * Sends directly what SQS does not accept within one second.
   * @default none: such an event ends as `notSent` or `ambiguous`, with an error
   */
  fallback?: Pick<CapiClient, 'deliver'> | undefined;
  /**
   * Bytes that a batch may have: 262144 for queues that still have the older limit.
   * @default 1048576
   */
  maxBatchBytes?: number | undefined;
  /** Milliseconds for one call. @default 5000 */
  timeoutMs?: number | undefined;
}

/**
 * A sink that stores events in an SQS queue: consent, rules and hashing are applied first, so that
 * no raw personal data and no token is stored. A stored event has the outcome `queued`;
 * {@link createSqsConsumer} sends it. Never throws or rejects.
 *
 * Per batch of ten: two attempts within one second, then one direct send through `fallback` in the
 * remaining time, then `ok: false` with an error that names the cause.
 *
 * @example
 * const sink = createSqsSink({
 *   ...configFromEnv(process.env),
 *   whenConsentUnknown: 'drop',
 *   queueUrl: process.env.META_CAPI_QUEUE_URL,
 *   client: new SQS({}),
 *   fallback: capi,
 * });
 */
export function createSqsSink(options: SqsSinkOptions): EventSink {
  const problem = problemOf(options);
  if (problem !== undefined) {
    console.warn(`meta-capi: events are not queued. ${problem.message}`);
    return { sendEvents: (events) => Promise.resolve(skipAll(events, problem)) };
  }
  return {
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    sendEvents: (events, send) => sendEvents(events, send ?? {}, options),
  };
}

const defaultTimeoutMs = 5000;

interface Pending {
  readonly index: number;
  readonly prepared: PreparedEvent;
  readonly names: Pick<EventOutcome, 'eventId' | 'eventName'>;
}

async function sendEvents(
  events: readonly CapiEvent[],
  send: SendOptions,
  options: SqsSinkOptions,
): Promise<SendResult> {
  const deadline =
    performance.now() + (positive(send.timeoutMs) ?? options.timeoutMs ?? defaultTimeoutMs);
  if (!Array.isArray(events)) return skipAll([], notAList);
  const testEventCode = send.testEventCode ?? options.testEventCode;
  const { outcomes, pending, warnings } = prepareAll(events, { ...options, testEventCode });
  const messages = pending.map(({ prepared }) => ({
    body: writeRecord({
      v: 1,
      pixelId: String(options.pixelId),
      event: prepared,
      ...(testEventCode === undefined ? {} : { testEventCode }),
    }),
  }));
  const stored = await enqueue(options.client, messages, {
    queueUrl: String(options.queueUrl),
    maxBytes: options.maxBatchBytes ?? defaultMaxBytes,
    timeoutMs: deadline - performance.now(),
    signal: send.signal,
  });
  const notStored = pending.filter((one, at) => {
    const isStored = stored[at]?.stored === 'yes';
    if (isStored) outcomes[one.index] = { ...one.names, outcome: 'queued' };
    return !isStored;
  });
  const causes = new Map(pending.map((one, at) => [one, stored[at]]));
  let eventsReceived = 0;
  if (notStored.length > 0) {
    const direct = await sendDirectly(
      notStored,
      options.fallback,
      { ...send, testEventCode },
      deadline,
    );
    eventsReceived = direct?.outcomes.filter(({ outcome }) => outcome === 'delivered').length ?? 0;
    warnings.push(...(direct?.warnings ?? []));
    notStored.forEach((one, at) => {
      const outcome = direct?.outcomes[at];
      outcomes[one.index] = outcome ?? {
        ...one.names,
        ...notQueued(causes.get(one), options.fallback !== undefined),
      };
    });
  }
  return summarize(outcomes, warnings, eventsReceived);
}

function prepareAll(
  events: readonly CapiEvent[],
  config: SqsSinkOptions,
): { outcomes: EventOutcome[]; pending: readonly Pending[]; warnings: Warning[] } {
  const outcomes: EventOutcome[] = [];
  const pending: Pending[] = [];
  const warnings: Warning[] = [];
  // Array.from reads the holes of a list too.
  Array.from(events).forEach((event, index) => {
    const preparation = prepareEvent(event, config);
    const notes = preparation.ok ? preparation.warnings : preparation.issues;
    for (const note of notes) {
      warnings.push(events.length > 1 ? { ...note, path: `events[${index}].${note.path}` } : note);
    }
    if (preparation.ok) {
      const { event_name: eventName, event_id: eventId } = preparation.event.wire;
      const names = { eventName, eventId };
      pending.push({ index, prepared: preparation.event, names });
      outcomes.push({ ...names, outcome: 'notSent' });
    } else {
      outcomes.push({ ...namesOf(event), outcome: 'skipped', reason: preparation.reason });
    }
  });
  return { outcomes, pending, warnings };
}

async function sendDirectly(
  pending: readonly Pending[],
  fallback: SqsSinkOptions['fallback'],
  { signal, testEventCode }: SendOptions,
  deadline: number,
): Promise<SendResult | undefined> {
  const timeoutMs = deadline - performance.now();
  if (fallback === undefined || timeoutMs < 1 || signal?.aborted) return undefined;
  try {
    return await fallback.deliver(
      pending.map(({ prepared }) => prepared),
      { timeoutMs, signal, testEventCode },
    );
  } catch {
    return undefined;
  }
}

function notQueued(
  cause: Stored | undefined,
  hasFallback: boolean,
): Pick<EventOutcome, 'error' | 'outcome'> {
  const code = cause === undefined || cause.stored === 'yes' ? 'Timeout' : cause.code;
  const ambiguous = cause?.stored === 'unknown';
  const fix = hasFallback
    ? 'There was no time left to send it directly.'
    : 'Set `fallback` to a client that sends such events directly.';
  const error: CapiError = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous,
    message: `SQS did not confirm this event (${code}). ${fix}`,
  };
  return { outcome: ambiguous ? 'ambiguous' : 'notSent', error };
}

interface Problem extends Warning {
  reason: Extract<SkipReason, 'bad_configuration' | 'invalid_event' | 'not_configured'>;
}

const notAList: Problem = {
  reason: 'invalid_event',
  code: 'not_a_list',
  path: 'events',
  message: 'events must be an array.',
};

function problemOf({
  client,
  pixelId,
  queueUrl,
  whenConsentUnknown,
}: SqsSinkOptions): Problem | undefined {
  const missing = (path: string, fix: string): Problem => ({
    reason: 'not_configured',
    code: 'missing_configuration',
    path,
    message: `${path}: ${fix}`,
  });
  const invalid = (path: string, fix: string): Problem => ({
    ...missing(path, fix),
    reason: 'bad_configuration',
    code: 'invalid_configuration',
  });
  if (!queueUrl) return missing('queueUrl', 'set it to the URL of a standard SQS queue.');
  if (!URL.canParse(queueUrl)) return invalid('queueUrl', 'must be the URL of an SQS queue.');
  if (queueUrl.endsWith('.fifo')) {
    return invalid(
      'queueUrl',
      'is a FIFO queue: use a standard queue, because events need no order.',
    );
  }
  if (!pixelId) return missing('pixelId', 'set it to the id of your pixel (META_PIXEL_ID).');
  if (!/^\d{5,20}$/.test(pixelId)) {
    return invalid('pixelId', 'must be the 5 to 20 digits shown in Events Manager.');
  }
  if (whenConsentUnknown === undefined) {
    return missing(
      'whenConsentUnknown',
      'choose "drop" or "send" for visitors who were never asked.',
    );
  }
  if (whenConsentUnknown !== 'drop' && whenConsentUnknown !== 'send') {
    return invalid('whenConsentUnknown', 'must be "drop" or "send".');
  }
  if (typeof client?.sendMessageBatch !== 'function') {
    return invalid(
      'client',
      'must be `new SQS({})` of @aws-sdk/client-sqs, not SQSClient, or signedSqs().',
    );
  }
  return undefined;
}

function skipAll(events: readonly CapiEvent[], { reason, ...warning }: Problem): SendResult {
  const list = Array.isArray(events) ? Array.from(events) : [];
  const outcomes = list.map(
    (event): EventOutcome => ({ ...namesOf(event), outcome: 'skipped', reason }),
  );
  return { ok: false, skipped: true, reason, outcomes, warnings: [warning] };
}

function namesOf(event: CapiEvent): Pick<EventOutcome, 'eventId' | 'eventName'> {
  try {
    const { eventName, eventId } = event;
    return { eventName: textOf(eventName), eventId: textOf(eventId) };
  } catch {
    return { eventName: '', eventId: '' };
  }
}

/** Only what looks like a name or an id: a misplaced e-mail address must not reach a log. */
function textOf(value: unknown): string {
  return typeof value === 'string' && !value.includes('@') ? value : '';
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
