import type { EventOutcome } from '@meta-capi/core';
import type { Breaker, Pause } from './breaker.ts';
import { backoffSeconds, type Decision, decide, maxDelaySeconds, whyTooLate } from './decide.ts';
import { type Checks, type Deliver, deliverAll, unanswered } from './deliver-all.ts';
import { type QueueRecord, readRecord } from './record.ts';

/** A received message. */
export interface QueueMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly receiveCount: number;
}

/** The decision on a message, and the facts for the report. */
export interface Verdict {
  readonly message: QueueMessage;
  readonly decision: Decision;
  readonly outcome?: EventOutcome | undefined;
  /** Since when the event has waited, in milliseconds; `undefined` if the message cannot be read. */
  readonly waitingSince?: number | undefined;
  /** Why a message cannot be processed. Contains no data of the message. */
  readonly issue?: string | undefined;
}

export interface Processing extends Checks {
  /** One client for each pixel whose events may be in the queue, by pixel id. */
  clients: Readonly<Record<string, Deliver>>;
  breaker: Breaker;
  /** Milliseconds for sending. */
  timeoutMs: number;
  now: () => number;
  random: () => number;
}

/** Sends the events of all messages, in one request if possible, and decides what to do with each message. */
export async function processMessages(
  messages: readonly QueueMessage[],
  processing: Processing,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const groups = new Map<string, Group>();
  for (const message of messages) {
    const reading = read(message, processing);
    if ('decision' in reading) {
      verdicts.push(reading);
      continue;
    }
    const { client, record } = reading;
    const { pixelId, testEventCode } = record;
    const key = JSON.stringify([pixelId, testEventCode]);
    const group = groups.get(key) ?? { pixelId, testEventCode, client, items: [] };
    groups.set(key, group);
    group.items.push({ message, record });
  }
  const sent = await Promise.all(
    Array.from(groups.values(), (group) => sendGroup(group, processing)),
  );
  return [...verdicts, ...sent.flat()];
}

/** The event of a message and its client, or the reason why it must not be sent. */
function read(
  message: QueueMessage,
  { clients, now }: Processing,
): Verdict | { client: Deliver; record: QueueRecord } {
  const reading = readRecord(message.body);
  if (!reading.ok) return { message, decision: dead('unreadable'), issue: reading.issue };
  const { record } = reading;
  const waitingSince = waitingSinceOf(record);
  const client = Object.hasOwn(clients, record.pixelId) ? clients[record.pixelId] : undefined;
  if (client === undefined) {
    return { message, waitingSince, decision: dead('unknown_pixel'), issue: noClient };
  }
  const tooLate = whyTooLate(record, now());
  return tooLate === undefined
    ? { client, record }
    : { message, waitingSince, decision: dead(tooLate) };
}

/** Not the time of the conversion, because a source may send an event late. */
function waitingSinceOf({ event, queuedAt }: QueueRecord): number {
  return queuedAt ?? event.wire.event_time * 1000;
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
  const { breaker, store, isStillAllowed, random } = processing;
  const admission = breaker.admit(pixelId, processing.now());
  if (typeof admission === 'object') {
    return items.map((item) => postpone(item, admission, processing));
  }
  // SQS may deliver a message twice, even in one batch.
  const distinct = new Map(items.map((item) => [keyOf(item.record), item]));
  const { outcomes, sent } = await deliverAll(
    client,
    Array.from(distinct.values(), ({ record }) => record),
    // `onlyOnce` before the queue may use the same store. It stores queued events as sent.
    { store, isStillAllowed, scope: `sqs consumer ${pixelId}` },
    {
      timeoutMs: processing.timeoutMs,
      testEventCode,
      ...(admission === 'probe' ? { maxAttempts: 1 } : {}),
    },
  );
  const outcomeOf = new Map(Array.from(distinct.keys(), (key, at) => [key, outcomes[at]]));
  const now = processing.now();
  updateBreaker(breaker, pixelId, sent, now);
  return items.map(({ message, record }): Verdict => {
    const outcome = outcomeOf.get(keyOf(record)) ?? unanswered(record);
    const circumstances = { now, receiveCount: message.receiveCount, random: random() };
    const decision = decide(record, outcome, circumstances);
    return { message, outcome, waitingSince: waitingSinceOf(record), decision };
  });
}

function updateBreaker(
  breaker: Breaker,
  pixelId: string,
  outcomes: readonly EventOutcome[],
  now: number,
): void {
  const isAlive = outcomes.some(
    ({ outcome, error }) => outcome === 'delivered' || error?.category === 'payload',
  );
  if (isAlive) {
    breaker.resume(pixelId);
    return;
  }
  const isAccess = outcomes.some(({ error }) => error?.category === 'access');
  const isFailed = outcomes.some(({ outcome }) => outcome === 'notSent' || outcome === 'ambiguous');
  if (!isAccess && !isFailed) return;
  const retryAfterMs = Math.max(0, ...outcomes.map(({ error }) => error?.retryAfterMs ?? 0));
  breaker.pause(pixelId, isAccess ? 'access' : 'unavailable', now, retryAfterMs);
}

function keyOf({ event: { wire } }: QueueRecord): string {
  return JSON.stringify([wire.event_name, wire.event_id]);
}

function dead(reason: Extract<Decision, { do: 'deadLetter' }>['reason']): Decision {
  return { do: 'deadLetter', reason };
}

const noClient = 'No client for this pixel id: add it to `clients`.';

function postpone({ message, record }: Item, pause: Pause, processing: Processing): Verdict {
  const decision: Decision =
    pause.cause === 'access'
      ? { do: 'requeue', record, delaySeconds: maxDelaySeconds }
      : { do: 'retry', delaySeconds: pausedSeconds(pause, message, processing) };
  return { message, waitingSince: waitingSinceOf(record), decision };
}

/**
 * The delay until the pause ends. It is longer for a message that was received often, because each receive
 * uses one receive count, and an outage may last for days.
 */
function pausedSeconds(pause: Pause, message: QueueMessage, { now, random }: Processing): number {
  const seconds = Math.ceil((pause.until - now()) / 1000) + Math.ceil(random() * jitterSeconds);
  const backoff = backoffSeconds(message.receiveCount, random());
  return Math.max(seconds, Math.min(backoff, longestPausedSeconds));
}

/** Spreads the messages that wait for the same pause. */
const jitterSeconds = 30;
/** With jitter half of it on average: about 700 receives in the seven days in which Meta accepts an event. */
const longestPausedSeconds = 1800;
