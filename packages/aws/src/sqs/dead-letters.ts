import { maxBatchLength } from './batches.ts';
import { type DeadLetterReason, whyTooLate } from './decide.ts';
import { enqueue } from './enqueue.ts';
import { type QueueRecord, readRecord } from './record.ts';
import { deadLetterReasons } from './report-verdicts.ts';
import type { ReceivedMessage, SqsReader } from './sqs-client.ts';

export interface DeadLetterQueues {
  /** `new SQS({})` of `@aws-sdk/client-sqs`. */
  client: SqsReader;
  deadLetterQueueUrl: string;
}

/** A message of the dead-letter queue, free of personal data. */
export interface DeadLetter {
  messageId: string;
  /** `undefined`: SQS moved it itself, after `maxReceiveCount` receives. */
  reason: DeadLetterReason | undefined;
  /** What the reason means and what to do. */
  explanation: string;
  pixelId?: string | undefined;
  eventName?: string | undefined;
  eventId?: string | undefined;
  /** Unix seconds. */
  eventTime?: number | undefined;
}

/**
 * Lists messages of the dead-letter queue with the reason of each. They stay in the queue, hidden
 * from other readers for the queue's visibility timeout. Rejects where SQS does.
 */
export async function listDeadLetters(
  { client, deadLetterQueueUrl }: DeadLetterQueues,
  { max = 100 }: { max?: number } = {},
): Promise<readonly DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  while (letters.size < max) {
    const messages = await receive(client, deadLetterQueueUrl);
    const known = letters.size;
    for (const message of messages) letters.set(message.MessageId ?? '', describe(message));
    if (letters.size === known) break;
  }
  return Array.from(letters.values()).slice(0, max);
}

export interface RedriveOptions extends DeadLetterQueues {
  /** Where the events are queued again. */
  queueUrl: string;
  /** Which messages to redrive. @default all that can be read and that Meta still accepts */
  only?: ((letter: DeadLetter) => boolean) | undefined;
}

export interface Redriven {
  redriven: number;
  /** Left in the dead-letter queue, by the reason. */
  left: { expired: number; unreadable: number; notSelected: number; notStored: number };
}

/**
 * Moves events from the dead-letter queue back, with the same ids and times. Run it after the cause
 * is fixed. Events that Meta no longer accepts stay where they are. Rejects where SQS does; a
 * message is deleted only after its copy is stored.
 */
export async function redriveDeadLetters(options: RedriveOptions): Promise<Redriven> {
  const { client, deadLetterQueueUrl, queueUrl, only = () => true } = options;
  const left = { expired: 0, unreadable: 0, notSelected: 0, notStored: 0 };
  const seen = new Set<string>();
  let redriven = 0;
  for (;;) {
    const messages = await receive(client, deadLetterQueueUrl);
    const fresh = messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    if (fresh.length === 0) return { redriven, left };
    const chosen: { body: string; handle: string }[] = [];
    for (const message of fresh) {
      seen.add(message.MessageId ?? '');
      const reading = readRecord(message.Body);
      if (!reading.ok) left.unreadable += 1;
      else if (whyTooLate(reading.record, Date.now()) === 'expired') left.expired += 1;
      else if (!only(describe(message))) left.notSelected += 1;
      else chosen.push({ body: message.Body ?? '', handle: message.ReceiptHandle ?? '' });
    }
    const stored = await enqueue(client, chosen, { queueUrl, timeoutMs: 5000 });
    const moved = chosen.filter((_, at) => stored[at]?.stored === 'yes');
    left.notStored += chosen.length - moved.length;
    if (moved.length > 0) {
      const Entries = moved.map(({ handle }, index) => ({
        Id: String(index),
        ReceiptHandle: handle,
      }));
      await client.deleteMessageBatch({ QueueUrl: deadLetterQueueUrl, Entries });
    }
    redriven += moved.length;
  }
}

async function receive(client: SqsReader, queueUrl: string): Promise<readonly ReceivedMessage[]> {
  const { Messages = [] } = await client.receiveMessage({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: maxBatchLength,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    MessageAttributeNames: ['reason'],
  });
  return Messages;
}

function describe({ MessageId = '', Body, MessageAttributes }: ReceivedMessage): DeadLetter {
  const given = MessageAttributes?.['reason']?.StringValue;
  const reason =
    given !== undefined && Object.hasOwn(deadLetterReasons, given)
      ? (given as DeadLetterReason)
      : undefined;
  const explanation = reason === undefined ? movedBySqs : deadLetterReasons[reason];
  const reading = readRecord(Body);
  return {
    messageId: MessageId,
    reason,
    explanation,
    ...(reading.ok ? factsOf(reading.record) : {}),
  };
}

function factsOf({ pixelId, event: { wire } }: QueueRecord): Partial<DeadLetter> {
  return {
    pixelId,
    eventName: wire.event_name,
    eventId: wire.event_id,
    eventTime: wire.event_time,
  };
}

const movedBySqs =
  'SQS moved it after maxReceiveCount receives: the consumer failed before it could decide. Look for timeouts and crashes in its log, then redrive.';
