import type { OnceStore, Reporter } from '@meta-capi/core';
import type { Deliver, IsPreparedStillAllowed } from './deliver-all.ts';
import {
  deadLetterQueueProblem,
  functionProblem,
  invalid,
  limitProblem,
  methodsProblem,
  missing,
  notSqsClient,
  type Problem,
  queueProblem,
} from './problem.ts';
import type { SqsReader } from './sqs-client.ts';

export interface SqsConsumerOptions {
  /** `new SQS({})` of `@aws-sdk/client-sqs`. */
  client: SqsReader;
  /** The URL of the queue that contains the events. */
  queueUrl: string;
  /** The URL of the queue for messages that cannot be sent. They have the message attribute `reason`. */
  deadLetterQueueUrl: string;
  /** Remembers sent events for eight days. All consumers share it. See `/dynamodb`. */
  store?: OnceStore | undefined;
  /**
   * Called before each event is sent, for visitors who withdraw their consent while it waits. If it returns
   * `false`, the event is not sent, and its message is deleted. If it throws, returns neither `true` nor
   * `false` (then the report has the level `error`), or does not answer within half of `timeoutMs`
   * (at most 2 s), the message is retried. The event is prepared: look the person up by
   * `wire.event_id`, or by a hash such as `wire.user_data.em` or `external_id`.
   */
  isStillAllowed?: IsPreparedStillAllowed | undefined;
  /** Milliseconds for sending one batch; on Lambda also limited by the remaining time. @default 20000 */
  timeoutMs?: number | undefined;
  /** The size limit of a batch in bytes. Set 262144 for queues with the older limit. @default 1048576 */
  maxBatchBytes?: number | undefined;
  /** Receives one report for each batch. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/** The first problem in a consumer's options. */
export function consumerProblem(
  clients: Readonly<Record<string, Deliver>>,
  options: SqsConsumerOptions,
): Problem | undefined {
  // JavaScript callers may pass no options.
  const { client, queueUrl, deadLetterQueueUrl, store, isStillAllowed, reporter, ...limits } =
    Object(options) as SqsConsumerOptions;
  return (
    clientsProblem(clients) ??
    methodsProblem('client', client, readerMethods, notSqsClient) ??
    queueProblem('queueUrl', queueUrl) ??
    deadLetterQueueProblem(deadLetterQueueUrl, queueUrl) ??
    (store === undefined ? undefined : methodsProblem('store', store, storeMethods, notAStore)) ??
    functionProblem('isStillAllowed', isStillAllowed) ??
    functionProblem('reporter', reporter) ??
    limitProblem(limits)
  );
}

function clientsProblem(clients: Readonly<Record<string, Deliver>>): Problem | undefined {
  const entries = Object.entries(Object(clients) as Readonly<Record<string, unknown>>);
  if (entries.length === 0)
    return missing('clients', 'pass one client for each pixel id: { [pixelId]: capi }.');
  // `String(undefined)` is a common mistake: META_PIXEL_ID is not set.
  if (entries.some(([pixelId]) => !/^\d{5,20}$/.test(pixelId)))
    return invalid('clients', 'each key must be a pixel id of 5 to 20 digits (META_PIXEL_ID).');
  return entries
    .map(([, client]) => methodsProblem('clients', client, ['deliver'], notACapiClient))
    .find((problem) => problem !== undefined);
}

/** The methods of `SqsReader`. */
export const readerMethods: readonly (keyof SqsReader)[] = [
  'changeMessageVisibilityBatch',
  'deleteMessageBatch',
  'receiveMessage',
  'sendMessageBatch',
];

const storeMethods: readonly (keyof OnceStore)[] = ['delete', 'get', 'set'];

const notAStore = 'must be createDynamoDbStore(…) or another store of onlyOnce.';
const notACapiClient = 'each value must be a client of createCapiClient.';
