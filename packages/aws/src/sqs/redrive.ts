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
  /** Where the events are queued again. */
  queueUrl: string;
  /**
   * Which messages to redrive, of those that can be read and that Meta still accepts.
   * @default those that are neither `rejected` nor `in_doubt`
   */
  only?: ((letter: DeadLetter) => boolean) | undefined;
}

export interface Redriven {
  redriven: number;
  /**
   * Left in the dead-letter queue, by the reason. `newer`: received, but sent to the dead-letter queue
   * after the call started.
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
 * Moves events from the dead-letter queue back, with the same ids and times. Run it after the cause
 * is fixed. It leaves events that Meta no longer accepts, those that another send does not help, and
 * those that arrive while it runs, so that it also ends beside a running consumer. A selected event
 * that is `in_doubt` is retried as if it had not been sent: Meta may count it twice. A message is
 * deleted only after its copy is stored. Rejects where SQS does or `only` throws, and for a wrong option.
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
  /** What is hidden from other readers, by the message id. */
  const held = new Map<string, ReceivedMessage>();
  // Clocks differ, and not every emulator returns SentTimestamp: an event is redriven once in a call.
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

/** SQS returns messages in any order, so newer messages may hide an older one in one receive. */
const maxReceivesWithoutWork = 3;

// Epoch milliseconds. SQS gives a message that is sent again a new one.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
function isSentAfter({ Attributes }: ReceivedMessage, startedAt: number): boolean {
  return Number(Attributes?.['SentTimestamp']) > startedAt;
}

function eventKey(message: ReceivedMessage): string {
  const { pixelId, eventName, eventId, messageId } = describe(message);
  return JSON.stringify(eventId === undefined ? [messageId] : [pixelId, eventName, eventId]);
}

/** Queues the chosen messages again and deletes them; returns their ids. */
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
 * The same event, which waits from now on. With its old `firstAmbiguousAt` the consumer would return a
 * doubtful event without sending it.
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
