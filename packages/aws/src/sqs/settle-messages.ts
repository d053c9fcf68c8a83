import { defaultMaxBytes, maxBatchLength, messageBytes } from './batches.ts';
import type { DeadLetterReason } from './decide.ts';
import { enqueue, type Message } from './enqueue.ts';
import type { Verdict } from './process-messages.ts';
import { writeRecord } from './record.ts';
import type { SqsReader } from './sqs-client.ts';
import { within } from './within.ts';

export interface Queues {
  client: SqsReader;
  queueUrl: string;
  deadLetterQueueUrl: string;
  maxBatchBytes?: number | undefined;
}

/**
 * Executes the decisions. Returns the ids of the messages that must stay in the queue: messages to retry,
 * and messages whose copy could not be stored. Never rejects.
 */
export async function settleMessages(
  verdicts: readonly Verdict[],
  queues: Queues,
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  const requeued: Outgoing[] = [];
  const dead: Outgoing[] = [];
  const delayed: { message: Verdict['message']; delaySeconds: number }[] = [];
  for (const { message, decision } of verdicts) {
    if (decision.do === 'retry') {
      kept.add(message.id);
      delayed.push({ message, delaySeconds: decision.delaySeconds });
    }
    if (decision.do === 'requeue') {
      const { record, delaySeconds } = decision;
      requeued.push({ id: message.id, body: writeRecord(record), delaySeconds });
    }
    if (decision.do === 'deadLetter') {
      dead.push(toDeadLetter(message, decision.reason, queues));
    }
  }
  const [notRequeued, notDead] = await Promise.all([
    store(requeued, queues.queueUrl, queues),
    store(dead, queues.deadLetterQueueUrl, queues),
    delay(delayed, queues),
  ]);
  for (const id of [...notRequeued, ...notDead]) kept.add(id);
  return kept;
}

interface Outgoing extends Message {
  id: string;
}

/** Without the attribute if it does not fit. The sink leaves room for it; other senders may not. */
function toDeadLetter(
  { id, body }: Verdict['message'],
  reason: DeadLetterReason,
  { maxBatchBytes = defaultMaxBytes }: Queues,
): Outgoing {
  const attributes = { reason };
  return messageBytes({ body, attributes }) > maxBatchBytes
    ? { id, body }
    : { id, body, attributes };
}

/** The ids of messages that may not be stored. Their originals must not be deleted. */
async function store(
  messages: readonly Outgoing[],
  queueUrl: string,
  { client, maxBatchBytes }: Queues,
): Promise<readonly string[]> {
  if (messages.length === 0) return [];
  const stored = await enqueue(client, messages, {
    queueUrl,
    maxBytes: maxBatchBytes,
    timeoutMs: settleMs,
  });
  return messages.flatMap(({ id }, at) => (stored[at]?.stored === 'yes' ? [] : [id]));
}

/**
 * Sets the delays. Ends within the reserved time, even if the client ignores its signal. If a delay cannot
 * be set, the message returns after the queue's visibility timeout.
 */
async function delay(
  delayed: readonly { message: Verdict['message']; delaySeconds: number }[],
  { client, queueUrl }: Queues,
): Promise<void> {
  if (delayed.length === 0) return;
  const until = performance.now() + settleMs;
  const starts = Array.from(
    { length: Math.ceil(delayed.length / maxBatchLength) },
    (_, group) => group * maxBatchLength,
  ).values();
  const worker = async (): Promise<void> => {
    for (const from of starts) {
      const remaining = until - performance.now();
      if (remaining <= 0) return;
      const Entries = delayed
        .slice(from, from + maxBatchLength)
        .map(({ message, delaySeconds }, index) => ({
          Id: String(index),
          ReceiptHandle: message.receiptHandle,
          VisibilityTimeout: Math.min(delaySeconds, longestVisibilitySeconds),
        }));
      try {
        await within(remaining, undefined, (abortSignal) =>
          client.changeMessageVisibilityBatch({ QueueUrl: queueUrl, Entries }, { abortSignal }),
        );
      } catch {
        // The message returns earlier or later than planned. Nothing is lost.
      }
    }
  };
  await Promise.all(Array.from({ length: maxInFlight }, worker));
}

/** For all groups together. Less than the time that the consumer reserves for this step. */
const settleMs = 2000;
const maxInFlight = 8;

// The limit is 12 hours after the receipt. The time of one invocation is subtracted.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const longestVisibilitySeconds = 12 * 3600 - 900;
