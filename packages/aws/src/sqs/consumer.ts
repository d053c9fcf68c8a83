import { consoleReporter, type OnceStore, type Reporter } from '@meta-capi/core';
import { createBreaker } from './breaker.ts';
import type { Deliver, IsPreparedStillAllowed } from './deliver-all.ts';
import { processMessages, type QueueMessage } from './process-messages.ts';
import { reportVerdicts } from './report-verdicts.ts';
import { settleMessages } from './settle-messages.ts';
import type { SqsReader } from './sqs-client.ts';

export interface SqsConsumerOptions {
  /** `new SQS({})` of `@aws-sdk/client-sqs`. */
  client: SqsReader;
  /** The queue that the events come from. */
  queueUrl: string;
  /** Receives messages that can never be sent, with the message attribute `reason`. */
  deadLetterQueueUrl: string;
  /** Remembers sent events for eight days, shared by all consumers; see `/dynamodb`. */
  store?: OnceStore | undefined;
  /**
   * Asked before each event is sent, for visitors who withdraw their consent while it waits. `false`:
   * the event is not sent, and its message is deleted. If it throws, returns neither `true` nor
   * `false` (then the report has the level `error`), or does not answer within half of `timeoutMs`
   * (at most 2 s), the message is retried. The event is prepared: look the person up by
   * `wire.event_id`, or by a hash such as `wire.user_data.em` or `external_id`.
   */
  isStillAllowed?: IsPreparedStillAllowed | undefined;
  /** Milliseconds for sending one batch; on Lambda also limited by the remaining time. @default 20000 */
  timeoutMs?: number | undefined;
  /** Bytes that a batch may have: 262144 for queues that still have the older limit. @default 1048576 */
  maxBatchBytes?: number | undefined;
  /** Receives one report for each batch. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/** The part of Lambda's SQS event that is read. */
export interface SqsLambdaEvent {
  Records: readonly {
    messageId: string;
    receiptHandle: string;
    body: string;
    attributes: { ApproximateReceiveCount: string };
  }[];
}

/** Lambda deletes the messages that are not in the list. */
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
export interface SqsBatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * A Lambda handler that sends queued events to Meta. Set `FunctionResponseTypes:
 * [ReportBatchItemFailures]` on the event source, or a failed event is deleted.
 *
 * `clients` holds one client for each pixel id whose events are in the queue. The events of all
 * messages are sent together, up to 1000 in a request. Messages that cannot be read, that Meta
 * rejects or that are too old go to the dead-letter queue with a `reason`; the others are retried
 * with growing delays. Never throws.
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
  const consume = createBatchConsumer(clients, options);
  return async (event, context) => {
    const messages = readMessages(event);
    const remaining = context?.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const kept = await consume(messages, remaining - settleReserveMs);
    // Only ids of this batch: an unknown one makes Lambda retry the whole batch.
    return {
      batchItemFailures: messages.flatMap(({ id }) =>
        kept.has(id) ? [{ itemIdentifier: id }] : [],
      ),
    };
  };
}

/** A record without an id cannot be reported as failed, so it is not processed either. */
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

/** Sends the events of a batch; resolves to the ids of the messages that must stay in the queue. */
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
      // Nothing above throws; if it did, every message would have to stay.
      return new Set(messages.map(({ id }) => id));
    }
  };
}

/** Milliseconds of a Lambda's time that are kept for moving messages and for the response. */
const settleReserveMs = 3000;
