import type { SqsLambdaEvent } from '../src/sqs/consumer.ts';
import type { FakeSqs } from './fake-sqs.ts';

export type LambdaHandler = (
  event: SqsLambdaEvent,
  context: { getRemainingTimeInMillis: () => number },
) => Promise<unknown>;

export interface EventSource {
  sqs: FakeSqs;
  queueUrl: string;
  handler: LambdaHandler;
  /** At most 10,000 for a standard queue. */
  batchSize: number;
  /** The function's timeout. @default 30000 */
  timeoutMs?: number;
  /** Called after each invocation; `true` counts for Lambda's metric `Errors`. */
  onEnd?: (isError: boolean) => void;
}

/**
 * Simulates Lambda's event source mapping with `ReportBatchItemFailures`: receives one batch, invokes the
 * function and applies the rules for its response. Returns the number of messages.
 */
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
export async function invokeOnce(source: EventSource): Promise<number> {
  const { sqs, queueUrl, handler, batchSize, timeoutMs = 30_000 } = source;
  const { Messages } = await sqs.receiveMessage({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batchSize,
    MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
  });
  if (Messages.length === 0) return 0;
  const event: SqsLambdaEvent = {
    Records: Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: { ApproximateReceiveCount: Attributes?.['ApproximateReceiveCount'] ?? '' },
    })),
  };
  const response = await run(handler, event, timeoutMs);
  source.onEnd?.(response === failedInvocation);
  const failed = failedIds(
    response,
    event.Records.map(({ messageId }) => messageId),
  );
  const done = event.Records.filter(({ messageId }) => !failed.has(messageId));
  for (let from = 0; from < done.length; from += 10) {
    const Entries = done
      .slice(from, from + 10)
      .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    await sqs.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
  }
  return Messages.length;
}

const failedInvocation = Symbol('failedInvocation');

async function run(
  handler: LambdaHandler,
  event: SqsLambdaEvent,
  timeoutMs: number,
): Promise<unknown> {
  const endsAt = performance.now() + timeoutMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<typeof failedInvocation>((resolve) => {
    timer = setTimeout(() => resolve(failedInvocation), timeoutMs);
  });
  try {
    const context = { getRemainingTimeInMillis: () => endsAt - performance.now() };
    const response = await Promise.race([handler(event, context), timedOut]);
    // Lambda serializes the response as JSON.
    return response === failedInvocation ? response : JSON.parse(JSON.stringify(response ?? null));
  } catch {
    return failedInvocation;
  } finally {
    clearTimeout(timer);
  }
}

/** The ids of the messages that stay in the queue. A response without a list of failures is a success. */
export function failedIds(response: unknown, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids);
  if (response === failedInvocation) return all;
  const { batchItemFailures } = Object(response) as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return all;
  const failed = batchItemFailures.flatMap((entry): string[] => {
    const { itemIdentifier } = Object(entry) as { itemIdentifier?: unknown };
    return typeof itemIdentifier === 'string' && all.has(itemIdentifier) ? [itemIdentifier] : [];
  });
  return failed.length === batchItemFailures.length ? new Set(failed) : all;
}
