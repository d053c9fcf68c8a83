import {
  type CapiClient,
  type CapiEvent,
  type EventOutcome,
  type EventSink,
  type OnceStore,
  onlyOnce,
  type PreparedEvent,
  type SendOptions,
  type SendResult,
} from '@meta-capi/core';
import type { Breaker, Pause } from './breaker.ts';
import { backoffSeconds, type Decision, decide, maxDelaySeconds, whyTooLate } from './decide.ts';
import { type QueueRecord, readRecord } from './record.ts';

/** A received message. */
export interface QueueMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receiveCount: number;
}

/** What becomes of a message, and why, in words for an operator. */
export interface Verdict {
  readonly message: QueueMessage;
  readonly decision: Decision;
  readonly outcome?: EventOutcome | undefined;
  /** Why a message cannot be read; free of its content. */
  readonly issue?: string | undefined;
}

export type Deliver = Pick<CapiClient, 'deliver'>;

export interface Processing {
  /** The client of each pixel whose events may be in the queue, by pixel id. */
  clients: Readonly<Record<string, Deliver>>;
  breaker: Breaker;
  /** Milliseconds for sending. */
  timeoutMs: number;
  store?: OnceStore | undefined;
  now: () => number;
  random: () => number;
}

/** Sends the events of all messages, in one request where possible, and decides on each message. */
export async function processMessages(
  messages: readonly QueueMessage[],
  processing: Processing,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const groups = new Map<string, Group>();
  for (const message of messages) {
    const reading = readRecord(message.body);
    if (!reading.ok) {
      verdicts.push({ message, decision: dead('unreadable'), issue: reading.issue });
      continue;
    }
    const { record } = reading;
    const client = Object.hasOwn(processing.clients, record.pixelId)
      ? processing.clients[record.pixelId]
      : undefined;
    if (client === undefined) {
      verdicts.push({ message, decision: dead('unknown_pixel'), issue: noClient });
      continue;
    }
    const tooLate = whyTooLate(record, processing.now());
    if (tooLate !== undefined) {
      verdicts.push({ message, decision: dead(tooLate) });
    } else {
      const { pixelId, testEventCode } = record;
      const key = JSON.stringify([pixelId, testEventCode]);
      const group = groups.get(key) ?? { pixelId, testEventCode, client, items: [] };
      groups.set(key, group);
      group.items.push({ message, record });
    }
  }
  const sent = await Promise.all(
    Array.from(groups.values(), (group) => sendGroup(group, processing)),
  );
  return [...verdicts, ...sent.flat()];
}

interface Item {
  readonly message: QueueMessage;
  readonly record: QueueRecord;
}

interface Group {
  readonly pixelId: string;
  readonly testEventCode: string | undefined;
  readonly client: Deliver;
  readonly items: Item[];
}

async function sendGroup(group: Group, processing: Processing): Promise<readonly Verdict[]> {
  const { pixelId, testEventCode, client, items } = group;
  const { breaker, store, random } = processing;
  const pause = breaker.pauseOf(pixelId, processing.now());
  if (pause !== undefined) {
    return items.map(({ message, record }): Verdict => {
      const decision: Decision =
        pause.cause === 'access'
          ? { do: 'requeue', record, delaySeconds: maxDelaySeconds }
          : { do: 'retry', delaySeconds: pausedSeconds(pause, message, processing) };
      return { message, decision };
    });
  }
  // SQS may hand out a message twice, also in one batch.
  const distinct = new Map(items.map((item) => [keyOf(item.record), item]));
  const outcomes = await deliverAll(client, Array.from(distinct.values()), store, pixelId, {
    timeoutMs: processing.timeoutMs,
    testEventCode,
    ...(breaker.isProbe(pixelId) ? { maxAttempts: 1 } : {}),
  });
  const outcomeOf = new Map(Array.from(distinct.keys(), (key, at) => [key, outcomes[at]]));
  const now = processing.now();
  updateBreaker(breaker, pixelId, outcomes, now);
  return items.map(({ message, record }): Verdict => {
    const outcome = outcomeOf.get(keyOf(record)) ?? unanswered(record);
    const circumstances = { now, receiveCount: message.receiveCount, random: random() };
    return { message, outcome, decision: decide(record, outcome, circumstances) };
  });
}

async function deliverAll(
  client: Deliver,
  items: readonly Item[],
  store: OnceStore | undefined,
  scope: string,
  options: SendOptions,
): Promise<readonly EventOutcome[]> {
  const prepared = items.map(({ record }) => record.event);
  try {
    const result =
      store === undefined
        ? await client.deliver(prepared, options)
        : await deliverOnce(client, prepared, store, scope, options);
    return result.outcomes;
  } catch {
    return items.map(({ record }) => unanswered(record));
  }
}

/** `onlyOnce` reads names and ids alone, so it can look after prepared events too. */
function deliverOnce(
  client: Deliver,
  prepared: readonly PreparedEvent[],
  store: OnceStore,
  scope: string,
  options: SendOptions,
): Promise<SendResult> {
  const preparedOf = new Map(
    prepared.map((event): [CapiEvent, PreparedEvent] => {
      const { event_name: eventName, event_id: eventId, event_time: eventTime } = event.wire;
      return [{ eventName, eventId, eventTime }, event];
    }),
  );
  const sink: EventSink = {
    sendEvents: (events, send) =>
      client.deliver(
        events.flatMap((event) => preparedOf.get(event) ?? []),
        send,
      ),
  };
  return onlyOnce(sink, store, { scope }).sendEvents(Array.from(preparedOf.keys()), options);
}

function updateBreaker(
  breaker: Breaker,
  pixelId: string,
  outcomes: readonly EventOutcome[],
  now: number,
): void {
  const failed = outcomes.flatMap(({ error }) => error ?? []);
  const isAlive = outcomes.some(
    ({ outcome, error }) => outcome === 'delivered' || error?.category === 'payload',
  );
  if (isAlive) breaker.resume(pixelId);
  else if (failed.length > 0) {
    const isAccess = failed.some(({ category }) => category === 'access');
    const retryAfterMs = Math.max(0, ...failed.map((error) => error.retryAfterMs ?? 0));
    breaker.pause(pixelId, isAccess ? 'access' : 'unavailable', now, retryAfterMs);
  }
}

/** The client broke its promise to answer: a copy may be sent. */
function unanswered({ event: { wire } }: QueueRecord): EventOutcome {
  return { eventName: wire.event_name, eventId: wire.event_id, outcome: 'ambiguous' };
}

function keyOf({ event: { wire } }: QueueRecord): string {
  return JSON.stringify([wire.event_name, wire.event_id]);
}

function dead(reason: Extract<Decision, { do: 'deadLetter' }>['reason']): Decision {
  return { do: 'deadLetter', reason };
}

const noClient = 'No client for this pixel id: add it to `clients`.';

/**
 * Until the pause is over, and longer for a message that was received often: each time uses one
 * receive count, and an outage may last for days.
 */
function pausedSeconds(pause: Pause, message: QueueMessage, { now, random }: Processing): number {
  const seconds = Math.ceil((pause.until - now()) / 1000) + Math.ceil(random() * jitterSeconds);
  const backoff = backoffSeconds(message.receiveCount, random());
  return Math.max(seconds, Math.min(backoff, longestPausedSeconds));
}

/** Spreads messages that waited for the same pause. */
const jitterSeconds = 30;
/** Half of it on average: about 700 receives in the seven days that Meta accepts an event. */
const longestPausedSeconds = 1800;
