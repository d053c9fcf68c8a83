import { consoleReporter, type Reporter } from '@meta-capi/core';
import { createBreaker } from './breaker.ts';
import { consumerProblem, type SqsConsumerOptions } from './consumer-options.ts';
import type { Deliver } from './deliver-all.ts';
import type { Problem } from './problem.ts';
import { processMessages, type QueueMessage } from './process-messages.ts';
import { reportError } from './report-error.ts';
import { reportVerdicts } from './report-verdicts.ts';
import { settleMessages } from './settle-messages.ts';

/** The fields of Lambda's SQS event that are read. */
export interface SqsLambdaEvent {
  Records: readonly {
    messageId: string;
    receiptHandle: string;
    body: string;
    attributes: { ApproximateReceiveCount: string };
  }[];
}

/** Lambda deletes the messages that are not in this list. */
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
export interface SqsBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * A Lambda handler that sends queued events to Meta. Set `FunctionResponseTypes:
 * [ReportBatchItemFailures]` on the event source, or a failed event is deleted.
 *
 * `clients` contains one client for each pixel id whose events are in the queue. The events of all
 * messages are sent together, up to 1000 in a request. Messages that cannot be read, that Meta
 * rejects or that are too old are moved to the dead-letter queue with a `reason`. Messages whose events
 * Meta did not accept yet are retried with growing delays. Never throws. A wrong option is reported at
 * creation and with every batch, with the level `error`. Then nothing is sent, and every message stays in
 * the queue.
 *
 * @example
 * const sqs = new SQS({});
 * export const handler = createSqsConsumer(
 *   { [process.env.META_PIXEL_ID]: capi },
 *   { client: sqs, queueUrl, deadLetterQueueUrl },
 * );
 */
export function createSqsConsumer(
  clients: Readonly<Record<string, Deliver>>,
  options: SqsConsumerOptions,
): (
  event: SqsLambdaEvent,
  context?: { getRemainingTimeInMillis?: () => number },
) => Promise<SqsBatchResponse> {
  const problem = consumerProblem(clients, options);
  if (problem !== undefined) return keepEverything(problem, options?.reporter);
  const consume = createBatchConsumer(clients, options);
  return async (event, context) => {
    const messages = readMessages(event);
    const remaining = context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const kept = await consume(messages, remaining - settleReserveMs);
    // Only ids of this batch: an unknown id makes Lambda retry the whole batch.
    return {
      batchItemFailures: messages.flatMap(({ id }) =>
        kept.has(id) ? [{ itemIdentifier: id }] : [],
      ),
    };
  };
}

/** Reports the problem now and with each batch. All messages stay in the queue. */
function keepEverything(
  { message }: Problem,
  reporter: Reporter | undefined,
): (event: SqsLambdaEvent) => Promise<SqsBatchResponse> {
  const report = (): void => reportError(reporter, `No event is sent. ${message}`);
  report();
  return async (event) => {
    report();
    return { batchItemFailures: readMessages(event).map(({ id }) => ({ itemIdentifier: id })) };
  };
}

/** A record without an id cannot be reported as failed, so it is not processed. */
function readMessages(event: SqsLambdaEvent): readonly QueueMessage[] {
  const records: readonly (SqsLambdaEvent['Records'][number] | null)[] = Array.isArray(
    event?.Records,
  )
    ? event.Records
    : [];
  return records.flatMap((record) =>
    typeof record?.messageId === 'string' && record.messageId !== ''
      ? {
          id: record.messageId,
          receiptHandle: record.receiptHandle,
          body: record.body,
          receiveCount: Number(record.attributes?.ApproximateReceiveCount ?? 1),
        }
      : [],
  );
}

/** Sends the events of a batch, and resolves to the ids of the messages that must stay in the queue. */
export type BatchConsumer = (
  messages: readonly QueueMessage[],
  remainingMs?: number,
) => Promise<ReadonlySet<string>>;

export function createBatchConsumer(
  clients: Readonly<Record<string, Deliver>>,
  options: SqsConsumerOptions,
): BatchConsumer {
  const { store, isStillAllowed, timeoutMs = 20_000, reporter = consoleReporter } = options;
  const breaker = createBreaker();
  return async (messages, remainingMs = Number.POSITIVE_INFINITY) => {
    try {
      const verdicts = await processMessages(messages, {
        clients,
        breaker,
        store,
        isStillAllowed,
        timeoutMs: Math.max(1, Math.min(timeoutMs, remainingMs)),
        now: Date.now,
        random: Math.random,
      });
      const kept = await settleMessages(verdicts, options);
      reportVerdicts(verdicts, kept, reporter);
      return kept;
    } catch {
      // Nothing above is expected to throw. If it does, every message must stay in the queue.
      return new Set(messages.map(({ id }) => id));
    }
  };
}

/** Milliseconds of an invocation that are reserved for moving messages and for the response. */
const settleReserveMs = 3000;
