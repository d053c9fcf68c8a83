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
 * Lists messages of the dead-letter queue with the reason of each. They stay in the queue; other
 * readers do not see them while the list is being read. Rejects where SQS does.
 */
export async function listDeadLetters(
  { client, deadLetterQueueUrl }: DeadLetterQueues,
  { max = 100 }: { max?: number } = {},
): Promise<readonly DeadLetter[]> {
  const letters = new Map<string, DeadLetter>();
  const received: ReceivedMessage[] = [];
  try {
    while (letters.size < max) {
      const messages = await receive(client, deadLetterQueueUrl);
      received.push(...messages);
      const known = letters.size;
      for (const message of messages) letters.set(message.MessageId ?? '', describe(message));
      if (letters.size === known) break;
    }
  } finally {
    await makeVisible(client, deadLetterQueueUrl, received);
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
  const seen = new Map<string, ReceivedMessage>();
  let redriven = 0;
  for (;;) {
    const messages = await receive(client, deadLetterQueueUrl);
    const fresh = messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    for (const message of messages) seen.set(message.MessageId ?? '', message);
    if (fresh.length === 0) {
      await makeVisible(client, deadLetterQueueUrl, Array.from(seen.values()));
      return { redriven, left };
    }
    const chosen: { id: string; body: string; handle: string }[] = [];
    for (const message of fresh) {
      const reading = readRecord(message.Body);
      if (!reading.ok) left.unreadable += 1;
      else if (whyTooLate(reading.record, Date.now()) === 'expired') left.expired += 1;
      else if (!only(describe(message))) left.notSelected += 1;
      else {
        const { MessageId: id = '', Body: body = '', ReceiptHandle: handle = '' } = message;
        chosen.push({ id, body, handle });
      }
    }
    const stored = await enqueue(client, chosen, { queueUrl, timeoutMs: 5000 });
    const moved = chosen.filter((_, at) => stored[at]?.stored === 'yes');
    left.notStored += chosen.length - moved.length;
    for (const { id } of moved) seen.delete(id);
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

/**
 * Ends the visibility timeout of messages that stay in the queue, so that the next call finds them.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
async function makeVisible(
  client: SqsReader,
  queueUrl: string,
  messages: readonly ReceivedMessage[],
): Promise<void> {
  for (let from = 0; from < messages.length; from += maxBatchLength) {
    const Entries = messages
      .slice(from, from + maxBatchLength)
      .map(({ ReceiptHandle = '' }, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
    await client.changeMessageVisibilityBatch({ QueueUrl: queueUrl, Entries });
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
