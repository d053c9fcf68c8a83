import {
  type DeadLetter,
  type DeadLetterQueues,
  deadLettersProblem,
  describe,
  makeVisible,
  receive,
  throwProblem,
} from './dead-letters.ts';
import { whyTooLate } from './decide.ts';
import { enqueue } from './enqueue.ts';
import { queueProblem } from './problem.ts';
import { type QueueRecord, readRecord, writeRecord } from './record.ts';
import type { ReceivedMessage } from './sqs-client.ts';

export interface RedriveOptions extends DeadLetterQueues {
  /** The URL of the queue that receives the events again. */
  queueUrl: string;
  /**
   * Selects the messages to redrive. It is called for messages that can be read and that Meta still accepts.
   * @default messages that are neither `rejected` nor `in_doubt`
   */
  only?: ((letter: DeadLetter) => boolean) | undefined;
}

export interface Redriven {
  redriven: number;
  /**
   * Messages left in the dead-letter queue, by cause. `newer`: messages that were sent to the dead-letter
   * queue after the call started.
   */
  left: {
    expired: number;
    unreadable: number;
    notSelected: number;
    notStored: number;
    newer: number;
  };
}

/**
 * Moves events from the dead-letter queue back to the queue, with the same ids and times. Fix the cause
 * before you call it. It does not move events that Meta no longer accepts, events that are not selected,
 * and events that arrive while it runs, so it also ends while a consumer runs. A selected event that is
 * `in_doubt` is retried as if it had not been sent: Meta may count it twice. A message is deleted only
 * after its copy is stored. Rejects if SQS fails, if `only` throws, and with a `TypeError` if an option is
 * wrong.
 */
export async function redriveDeadLetters(options: RedriveOptions): Promise<Redriven> {
  throwProblem(queueProblem('queueUrl', options?.queueUrl) ?? deadLettersProblem(options));
  const { client, deadLetterQueueUrl } = options;
  const startedAt = Date.now();
  const result: Redriven = {
    redriven: 0,
    left: { expired: 0, unreadable: 0, notSelected: 0, notStored: 0, newer: 0 },
  };
  const known = new Set<string>();
  /** The messages that are invisible to other readers, by message id. */
  const held = new Map<string, ReceivedMessage>();
  // Clocks differ, and some emulators do not return SentTimestamp, so each event is redriven once in a call.
  const redriven = new Set<string>();
  let receivesWithoutWork = 0;
  try {
    while (receivesWithoutWork < maxReceivesWithoutWork) {
      const messages = await receive(client, deadLetterQueueUrl);
      if (messages.length === 0) break;
      const fresh = messages.filter(({ MessageId = '' }) => !known.has(MessageId));
      for (const message of messages) held.set(message.MessageId ?? '', message);
      for (const { MessageId = '' } of fresh) known.add(MessageId);
      const older = fresh.filter(
        (message) => !isSentAfter(message, startedAt) && !redriven.has(eventKey(message)),
      );
      result.left.newer += fresh.length - older.length;
      receivesWithoutWork = older.length > 0 ? 0 : receivesWithoutWork + 1;
      const moved = await moveBack(older, options, result);
      for (const message of older) {
        const { MessageId: id = '' } = message;
        if (!moved.includes(id)) continue;
        held.delete(id);
        redriven.add(eventKey(message));
      }
    }
  } finally {
    await makeVisible(client, deadLetterQueueUrl, Array.from(held.values()));
  }
  return result;
}

/** SQS returns messages in any order, so one receive may return only newer messages. */
const maxReceivesWithoutWork = 3;

// Milliseconds since 1970. A message that is sent again has a new SentTimestamp.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
function isSentAfter({ Attributes }: ReceivedMessage, startedAt: number): boolean {
  return Number(Attributes?.['SentTimestamp']) > startedAt;
}

function eventKey(message: ReceivedMessage): string {
  const { pixelId, eventName, eventId, messageId } = describe(message);
  return JSON.stringify(eventId === undefined ? [messageId] : [pixelId, eventName, eventId]);
}

/** Queues the selected messages again and deletes them. Returns their ids. */
async function moveBack(
  messages: readonly ReceivedMessage[],
  { client, deadLetterQueueUrl, queueUrl, only = isDefault }: RedriveOptions,
  result: Redriven,
): Promise<readonly string[]> {
  const { left } = result;
  const chosen: { id: string; body: string; handle: string }[] = [];
  for (const message of messages) {
    const letter = describe(message);
    const reading = readRecord(message.Body);
    if (!reading.ok) left.unreadable += 1;
    else if (letter.redrive === 'never') left.expired += 1;
    else if (!only(letter)) left.notSelected += 1;
    else {
      const { MessageId: id = '', ReceiptHandle: handle = '' } = message;
      chosen.push({ id, body: bodyOf(reading.record), handle });
    }
  }
  const stored = await enqueue(client, chosen, { queueUrl, timeoutMs: 5000 });
  const moved = chosen.filter((_, at) => stored[at]?.stored === 'yes');
  left.notStored += chosen.length - moved.length;
  result.redriven += moved.length;
  if (moved.length > 0) {
    const Entries = moved.map(({ handle }, index) => ({
      Id: String(index),
      ReceiptHandle: handle,
    }));
    await client.deleteMessageBatch({ QueueUrl: deadLetterQueueUrl, Entries });
  }
  return moved.map(({ id }) => id);
}

function isDefault({ redrive }: DeadLetter): boolean {
  return redrive === 'default';
}

/**
 * The same event with a new `queuedAt`. An event in doubt gets no `firstAmbiguousAt`: with the old one, the
 * consumer would move it to the dead-letter queue without sending it.
 */
function bodyOf(record: QueueRecord): string {
  const now = Date.now();
  const { firstAmbiguousAt, ...rest } = record;
  const isDoubtful = whyTooLate(record, now) === 'in_doubt';
  return writeRecord({
    ...rest,
    queuedAt: now,
    ...(firstAmbiguousAt === undefined || isDoubtful ? {} : { firstAmbiguousAt }),
  });
}
