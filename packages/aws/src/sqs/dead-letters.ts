import { maxBatchLength } from './batches.ts';
import { readerMethods } from './consumer-options.ts';
import { type DeadLetterReason, whyTooLate } from './decide.ts';
import { deadLetterQueueProblem, methodsProblem, notSqsClient, type Problem } from './problem.ts';
import { type QueueRecord, readRecord } from './record.ts';
import { deadLetterReasons } from './report-verdicts.ts';
import type { ReceivedMessage, SqsReader } from './sqs-client.ts';

export interface DeadLetterQueues {
  /** `new SQS({})` of `@aws-sdk/client-sqs`. */
  client: SqsReader;
  deadLetterQueueUrl: string;
}

/** A message of the dead-letter queue, without personal data. */
export interface DeadLetter {
  messageId: string;
  /** `undefined`: SQS moved the message after `maxReceiveCount` receives. */
  reason: DeadLetterReason | undefined;
  /** The meaning of the reason, and the fix. */
  explanation: string;
  /**
   * Whether `redriveDeadLetters` queues the event again. `default`: yes. `selected`: only if `only` selects
   * it, because a redrive alone does not help, or because Meta may count the event twice. `never`: no.
   */
  redrive: 'default' | 'never' | 'selected';
  pixelId?: string | undefined;
  eventName?: string | undefined;
  eventId?: string | undefined;
  /** Unix seconds. */
  eventTime?: number | undefined;
}

/**
 * Lists messages of the dead-letter queue with their reasons. The messages stay in the queue, but are
 * invisible to other readers until the call ends. Rejects if SQS fails, and with a `TypeError` if an option
 * is wrong.
 */
export async function listDeadLetters(
  queues: DeadLetterQueues,
  { max = 100 }: { max?: number } = {},
): Promise<readonly DeadLetter[]> {
  throwProblem(deadLettersProblem(queues));
  const { client, deadLetterQueueUrl } = queues;
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

/** @throws TypeError that contains the option and the fix. */
export function throwProblem(problem: Problem | undefined): void {
  if (problem !== undefined) throw new TypeError(problem.message);
}

export function deadLettersProblem(
  queues: DeadLetterQueues & { queueUrl?: string },
): Problem | undefined {
  const { client, deadLetterQueueUrl, queueUrl } = Object(queues) as typeof queues;
  return (
    methodsProblem('client', client, readerMethods, notSqsClient) ??
    deadLetterQueueProblem(deadLetterQueueUrl, queueUrl)
  );
}

/**
 * Ends the visibility timeout of messages that stay in the queue, so that the next call receives them.
 * Never rejects: if it fails, the messages become visible when their visibility timeout ends.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
export async function makeVisible(
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
    try {
      await client.changeMessageVisibilityBatch({ QueueUrl: queueUrl, Entries });
    } catch {
      // This error must not replace an error of the caller's `only` or of SQS.
    }
  }
}

export async function receive(
  client: SqsReader,
  queueUrl: string,
): Promise<readonly ReceivedMessage[]> {
  const { Messages = [] } = await client.receiveMessage({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: maxBatchLength,
    WaitTimeSeconds: 1,
    MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
    MessageAttributeNames: ['reason'],
  });
  return Messages;
}

export function describe({ MessageId = '', Body, MessageAttributes }: ReceivedMessage): DeadLetter {
  const reading = readRecord(Body);
  // A message of the maximum size has no room for the attribute.
  const given = MessageAttributes?.['reason']?.StringValue ?? (reading.ok ? '' : 'unreadable');
  const reason = Object.hasOwn(deadLetterReasons, given) ? (given as DeadLetterReason) : undefined;
  const explanation = reason === undefined ? movedBySqs : deadLetterReasons[reason];
  return {
    messageId: MessageId,
    reason,
    explanation,
    redrive: reading.ok ? redriveOf(reading.record, reason) : 'never',
    ...(reading.ok ? factsOf(reading.record) : {}),
  };
}

function redriveOf(
  record: QueueRecord,
  reason: DeadLetterReason | undefined,
): DeadLetter['redrive'] {
  const tooLate = whyTooLate(record, Date.now());
  if (tooLate === 'expired') return 'never';
  const isDoubtful = reason === 'in_doubt' || tooLate === 'in_doubt';
  return isDoubtful || reason === 'rejected' ? 'selected' : 'default';
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
