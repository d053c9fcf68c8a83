import {
  type CapiError,
  type CapiEvent,
  type EventOutcome,
  type EventSink,
  helpLink,
  type PreparedEvent,
  prepareEvent,
  type SendOptions,
  type SendResult,
  summarize,
  type Warning,
} from '@meta-capi/core';
import { enqueue, type Stored } from './enqueue.ts';
import type { Problem } from './problem.ts';
import { reservedBytes, writeRecord } from './record.ts';
import { configurationProblem, type SqsSinkOptions } from './sqs-sink-options.ts';

/**
 * A sink that stores events in an SQS queue. It applies consent, rules and hashing first, so no e-mail
 * address, name, phone number or token is stored in clear text. The IP address, the user agent, fbp and
 * fbc are stored unhashed, as Meta requires. A stored event has the outcome `queued`, and
 * `eventsReceived` does not count it. {@link createSqsConsumer} sends it. Never throws or rejects.
 *
 * For each batch of ten, the sink makes at most two attempts within one second. Then `fallback` sends the
 * remaining events directly in the remaining time. Without `fallback`, the result is `ok: false` with an
 * error that contains the cause. If an option is wrong, one warning is written and every event is skipped.
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
  const problem = configurationProblem(options);
  if (problem !== undefined) {
    console.warn(
      `meta-capi: events are not queued. ${problem.message} See ${helpLink(problem.code)}`,
    );
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
  const stored = await store(pending, { ...options, testEventCode }, deadline, send.signal);
  pending.forEach(({ index, names }, at) => {
    if (stored[at]?.stored === 'yes') outcomes[index] = { ...names, outcome: 'queued' };
  });
  const notStored = pending.flatMap((one, at) =>
    stored[at]?.stored === 'yes' ? [] : { ...one, cause: stored[at] },
  );
  if (notStored.length === 0) return summarize(outcomes, warnings, 0);

  const direct = await sendDirectly(
    notStored,
    options.fallback,
    { ...send, testEventCode },
    deadline,
  );
  notStored.forEach(({ index, names, cause }, at) => {
    outcomes[index] = direct?.outcomes[at] ?? {
      ...names,
      ...notQueued(cause, whyNotDirect(options, send.signal)),
    };
  });
  const delivered = direct?.outcomes.filter(({ outcome }) => outcome === 'delivered') ?? [];
  return summarize(outcomes, [...warnings, ...(direct?.warnings ?? [])], delivered.length);
}

function store(
  pending: readonly Pending[],
  { client, maxBatchBytes, pixelId, queueUrl, testEventCode }: SqsSinkOptions,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<readonly Stored[]> {
  const messages = pending.map(({ prepared }) => ({
    body: writeRecord({
      v: 1,
      pixelId: String(pixelId),
      event: prepared,
      ...(testEventCode === undefined ? {} : { testEventCode }),
      queuedAt: Date.now(),
    }),
  }));
  return enqueue(client, messages, {
    queueUrl: String(queueUrl),
    maxBytes: maxBatchBytes,
    reservedBytes,
    timeoutMs: deadline - performance.now(),
    signal,
  });
}

function prepareAll(
  events: readonly CapiEvent[],
  config: SqsSinkOptions,
): { outcomes: EventOutcome[]; pending: readonly Pending[]; warnings: Warning[] } {
  const outcomes: EventOutcome[] = [];
  const pending: Pending[] = [];
  const warnings: Warning[] = [];
  // Array.from includes the holes of a sparse array.
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

function whyNotDirect({ fallback }: SqsSinkOptions, signal: AbortSignal | undefined): string {
  if (signal?.aborted) return 'The caller aborted the call.';
  return fallback === undefined
    ? 'Set `fallback` to a client that sends such events directly.'
    : 'There was no time left to send it directly.';
}

function notQueued(
  cause: Stored | undefined,
  why: string,
): Pick<EventOutcome, 'error' | 'outcome'> {
  const code = cause === undefined || cause.stored === 'yes' ? 'Timeout' : cause.code;
  const ambiguous = cause?.stored === 'unknown';
  const error: CapiError = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous,
    message: `SQS did not confirm this event (${code}). ${why}`,
  };
  return { outcome: ambiguous ? 'ambiguous' : 'notSent', error };
}

const notAList: Problem = {
  reason: 'invalid_event',
  code: 'not_a_list',
  path: 'events',
  message: 'events must be an array.',
};

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

/** Empty for a text with an `@`: a misplaced e-mail address must not be logged. */
function textOf(value: unknown): string {
  return typeof value === 'string' && !value.includes('@') ? value : '';
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}
