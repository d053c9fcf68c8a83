import { maxBatchLength } from './batches.ts';
import { createBatchConsumer } from './consumer.ts';
import { consumerProblem, type SqsConsumerOptions } from './consumer-options.ts';
import type { Deliver } from './deliver-all.ts';
import { errorCode } from './enqueue.ts';
import { invalid, missing, type Problem } from './problem.ts';
import type { QueueMessage } from './process-messages.ts';
import { reportError } from './report-error.ts';
import type { ReceivedMessage } from './sqs-client.ts';

export interface RunSqsConsumerOptions extends SqsConsumerOptions {
  /** Stops receiving. Batches in flight are finished. */
  signal: AbortSignal;
  /** How many batches of up to ten messages are received and sent at the same time. @default 10 */
  concurrency?: number | undefined;
}

/**
 * Consumes the queue in a server: receives messages with long polling, sends their events, and deletes
 * completed messages. Resolves when `signal` is aborted and the batches in flight are finished, or
 * immediately if an option is wrong. If SQS fails, it is called again after up to 30 s. The first of
 * consecutive failures, and a wrong option, are reported with the level `error`. Never rejects.
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
  const problem = consumerProblem(clients, options) ?? runProblem(options);
  if (problem !== undefined) {
    reportError(options?.reporter, `No event is sent. ${problem.message}`);
    return;
  }
  const { signal, concurrency = 10, reporter } = options;
  const consume = createBatchConsumer(clients, options);

  let isFailing = false;
  async function worker(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const messages = await receive(options);
        if (messages.length > 0) {
          const kept = await consume(messages);
          const done = messages.filter(({ id }) => !kept.has(id));
          await remove(done, options);
        }
        failures = 0;
        isFailing = false;
      } catch (error) {
        failures += 1;
        // Aborting the signal also ends the long poll with an error.
        if (signal.aborted) return;
        if (!isFailing) reportError(reporter, failureText(errorCode(error)));
        isFailing = true;
        await pause(Math.min(1000 * 2 ** failures, 30_000), signal);
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

async function remove(
  messages: readonly QueueMessage[],
  { client, queueUrl }: RunSqsConsumerOptions,
): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ receiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
  }));
  // A message that is not deleted returns. Its event then has the same id, so Meta discards the copy.
  await client.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
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
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

function runProblem({ signal, concurrency }: RunSqsConsumerOptions): Problem | undefined {
  if (typeof signal?.aborted !== 'boolean')
    return missing('signal', 'pass the signal of an AbortController, which ends the consumer.');
  return concurrency === undefined || (Number.isInteger(concurrency) && concurrency > 0)
    ? undefined
    : invalid('concurrency', 'must be a whole number of at least 1.');
}

function failureText(code: string): string {
  return `SQS fails (${code}), and is asked again. Check the queue URL, the region, the credentials and the permissions sqs:ReceiveMessage and sqs:DeleteMessage. The events wait in the queue.`;
}
