import { attributeType, type Sized, toBatches } from './batches.ts';
import type { SendEntry, SqsSender } from './sqs-client.ts';
import { within } from './within.ts';

/** A message to send, with SQS's `delaySeconds` and `attributes`. */
export interface Message extends Sized {
  readonly delaySeconds?: number;
}

/** `failed`: definitely not stored. `unknown`: no usable answer came, so SQS may have stored the message. */
export type Stored = { stored: 'yes' } | { stored: 'failed' | 'unknown'; code: string };

export interface EnqueueOptions {
  queueUrl: string;
  /** @default 1 MiB */
  maxBytes?: number | undefined;
  /** Bytes of each message to leave free for data that is added later. @default 0 */
  reservedBytes?: number | undefined;
  /** Milliseconds for all batches. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** Sends messages in batches, with at most two attempts for each batch within one second. Never rejects. */
export async function enqueue(
  client: SqsSender,
  messages: readonly Message[],
  { queueUrl, maxBytes, reservedBytes, timeoutMs, signal }: EnqueueOptions,
): Promise<readonly Stored[]> {
  const deadline = performance.now() + timeoutMs;
  const results = messages.map((): Stored => ({ stored: 'failed', code: 'Timeout' }));
  const items = messages.map((message, index) => ({ ...message, index }));
  const { batches, tooLarge } = toBatches(items, { maxBytes, reservedBytes });
  for (const { index } of tooLarge) results[index] = { stored: 'failed', code: 'MessageTooLong' };

  async function sendBatch(batch: readonly (typeof items)[number][]): Promise<void> {
    let left = batch;
    const until = Math.min(performance.now() + batchMs, deadline);
    for (const attempt of [1, 2]) {
      const remaining = until - performance.now();
      if (left.length === 0 || remaining < 1 || signal?.aborted) return;
      // The first attempt must leave time for the second one.
      const ms = attempt === 1 ? remaining / 2 : remaining;
      const sending = left;
      const answers = await within(ms, signal, (abortSignal) =>
        trySend(client, queueUrl, sending, abortSignal),
      ).catch((error: unknown) => sending.map(() => answerOf(error)));
      left = left.filter((item, at) => {
        const answer = answers[at] ?? noAnswer;
        const earlier = results[item.index];
        // SQS may have stored the first copy, even if the second attempt fails.
        const isUnknown = attempt === 2 && earlier?.stored === 'unknown';
        results[item.index] =
          answer.stored === 'failed' && isUnknown ? { ...answer, stored: 'unknown' } : answer;
        return answer.stored !== 'yes' && !('isFinal' in answer);
      });
    }
  }

  const queue = batches.values();
  const worker = async (): Promise<void> => {
    for (const batch of queue) await sendBatch(batch);
  };
  await Promise.all(Array.from({ length: Math.min(batches.length, maxInFlight) }, worker));
  return results;
}

const batchMs = 1000;
const maxInFlight = 8;

type Answer = Stored & { isFinal?: true };

const noAnswer: Answer = { stored: 'unknown', code: 'NoAnswer' };

async function trySend(
  client: SqsSender,
  queueUrl: string,
  messages: readonly Message[],
  abortSignal: AbortSignal,
): Promise<readonly Answer[]> {
  const Entries = messages.map(toEntry);
  const { Successful = [], Failed = [] } = await client.sendMessageBatch(
    { QueueUrl: queueUrl, Entries },
    { abortSignal },
  );
  const stored = new Set(Successful.map(({ Id }) => Id));
  const failed = new Map(Failed.map((entry) => [entry.Id, entry]));
  return Entries.map(({ Id }): Answer => {
    if (stored.has(Id)) return { stored: 'yes' };
    const failure = failed.get(Id);
    if (failure === undefined) return noAnswer;
    const answer = { stored: 'failed', code: codeOf(failure.Code) } as const;
    return failure.SenderFault === true ? { ...answer, isFinal: true } : answer;
  });
}

function toEntry({ body, delaySeconds, attributes }: Message, index: number): SendEntry {
  return {
    Id: String(index),
    MessageBody: body,
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
    ...(attributes === undefined
      ? {}
      : {
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, StringValue]) => [
              name,
              { DataType: attributeType, StringValue },
            ]),
          ),
        }),
  };
}

function answerOf(error: unknown): Answer {
  const { name, cause, $metadata } = Object(error) as {
    name?: unknown;
    cause?: unknown;
    $metadata?: { httpStatusCode?: unknown };
  };
  const code = codeIn(error) ?? codeIn(cause);
  const status = Number($metadata?.httpStatusCode);
  // SQS rejected the request, or there was no connection: nothing is stored.
  const isDefinite =
    (status >= 400 && status < 500) || notConnected.has(code) || notConnected.has(name);
  return { stored: isDefinite ? 'failed' : 'unknown', code: errorCode(error) };
}

/** Returns only a name or a code: the message of the error may quote the request. */
export function errorCode(error: unknown): string {
  const { name, cause } = Object(error) as { name?: unknown; cause?: unknown };
  // fetch wraps the connection error.
  return codeOf(codeIn(error) ?? codeIn(cause) ?? name);
}

/** Only a text: the codes of a DOMException are numbers, and its name is more specific. */
function codeIn(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

const notConnected: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
  // Thrown by signedSqs.
  'InvalidConfiguration',
]);

function codeOf(code: unknown): string {
  return typeof code === 'string' && /^[\w.]{1,100}$/.test(code) ? code : 'UnknownError';
}
