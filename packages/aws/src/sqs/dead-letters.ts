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

/** A message of the dead-letter queue, free of personal data. */
export interface DeadLetter {
  messageId: string;
  /** `undefined`: SQS moved it itself, after `maxReceiveCount` receives. */
  reason: DeadLetterReason | undefined;
  /** What the reason means and what to do. */
  explanation: string;
  /**
   * Does `redriveDeadLetters` queue it again? `default`: yes. `selected`: only if `only` selects it,
   * because a redrive alone does not help, or because Meta may count it twice. `never`: no.
   */
  redrive: 'default' | 'never' | 'selected';
  pixelId?: string | undefined;
  eventName?: string | undefined;
  eventId?: string | undefined;
  /** Unix seconds. */
  eventTime?: number | undefined;
}

/**
 * Lists messages of the dead-letter queue with the reason of each. They stay in the queue; other
 * readers do not see them while the list is being read. Rejects where SQS does, and for a wrong option.
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

/** @throws TypeError which names the option and the fix. */
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
 * Ends the visibility timeout of messages that stay in the queue, so that the next call finds them.
 * Never rejects: where this fails, the visibility timeout ends by itself.
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
      // An error of the caller's `only` or of SQS must not be replaced by this one.
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
  // A message of the largest size has no room for the attribute.
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
