import { maxBatchLength } from './batches.ts';
import { createBatchConsumer, type SqsConsumerOptions } from './consumer.ts';
import type { Deliver } from './deliver-all.ts';
import type { QueueMessage } from './process-messages.ts';
import type { ReceivedMessage } from './sqs-client.ts';

export interface RunSqsConsumerOptions extends SqsConsumerOptions {
  /** Stops receiving; batches in flight are finished first. */
  signal: AbortSignal;
  /** How many batches of up to ten messages are received and sent at the same time. @default 10 */
  concurrency?: number | undefined;
}

/**
 * Consumes the queue in a server: receives with long polling, sends, deletes what is done. Resolves
 * when `signal` is aborted and the batches in flight are finished. Never rejects.
 *
 * @example
 * const stop = new AbortController();
 * process.once('SIGTERM', () => stop.abort());
 * await runSqsConsumer({ [pixelId]: capi }, { client: sqs, queueUrl, deadLetterQueueUrl, signal: stop.signal });
 */
export async function runSqsConsumer(
  clients: Readonly<Record<string, Deliver>>,
  options: RunSqsConsumerOptions,
): Promise<void> {
  const { client, queueUrl, signal, concurrency = 10 } = options;
  const consume = createBatchConsumer(clients, options);

  async function remove(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const Entries = messages.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
    }));
    // A message that is not deleted returns, and its copy carries the same event id.
    await client.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
  }

  async function worker(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const messages = await receive(options);
        const kept = await consume(messages);
        await remove(messages.filter(({ id }) => !kept.has(id)));
        failures = 0;
      } catch {
        failures += 1;
        if (!signal.aborted) await pause(Math.min(1000 * 2 ** failures, 30_000), signal);
      }
    }
  }

  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function receive({
  client,
  queueUrl,
  signal,
}: RunSqsConsumerOptions): Promise<readonly QueueMessage[]> {
  const { Messages = [] } = await client.receiveMessage(
    {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: maxBatchLength,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      MessageAttributeNames: [],
    },
    { abortSignal: signal },
  );
  return Messages.map(toMessage);
}

function toMessage(message: ReceivedMessage): QueueMessage {
  return {
    id: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    receiveCount: Number(message.Attributes?.['ApproximateReceiveCount'] ?? 1),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
