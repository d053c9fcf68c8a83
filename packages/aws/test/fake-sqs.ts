import type { FailedEntry, ReceivedMessage, SendEntry, SqsReader } from '../src/sqs/sqs-client.ts';

/** A message as the fake queue stores it. */
export interface StoredMessage {
  id: string;
  body: string;
  attributes: Readonly<Record<string, { StringValue?: string }>>;
  /** Milliseconds since 1970. */
  sentAt: number;
  visibleAt: number;
  receiveCount: number;
  handle: string;
}

/** How a scripted call fails. */
export type Fault =
  | 'hang'
  | 'refused'
  | 'throttled'
  | 'storedThenReset'
  | { failIds: readonly string[] };

/**
 * An SQS in memory with the limits that AWS documents. A slow test compares it with two emulators.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
export class FakeSqs implements SqsReader {
  now = 0;
  readonly queues = new Map<string, StoredMessage[]>();
  readonly calls: string[] = [];
  faults: Fault[] = [];
  visibilityTimeoutMs = 30_000;
  maxBytes = 1_048_576;
  /** At this number of messages in flight, a long poll returns nothing, without an error. */
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  maxInFlight = 120_000;
  /** After `maxReceiveCount` receives, a message of `queueUrl` is moved to the dead-letter queue. */
  redrive: { maxReceiveCount: number; deadLetterQueueUrl: string; queueUrl: string } | undefined;
  #serial = 0;

  messagesOf(queueUrl: string): StoredMessage[] {
    const messages = this.queues.get(queueUrl) ?? [];
    this.queues.set(queueUrl, messages);
    return messages;
  }

  async sendMessageBatch(
    input: { QueueUrl: string; Entries: SendEntry[] },
    options?: { abortSignal?: AbortSignal },
  ) {
    this.calls.push('SendMessageBatch');
    const { QueueUrl, Entries } = input;
    checkBatch(Entries);
    if (!Entries.every(({ MessageBody }) => typeof MessageBody === 'string'))
      throw awsError('MissingParameter', 400);
    const bytes = Entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
    // All messages of a batch share the size limit of one message.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
    if (bytes > this.maxBytes) throw awsError('BatchRequestTooLong', 400);
    const fault = this.faults.shift();
    if (fault === 'refused') throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
    if (fault === 'throttled') throw awsError('ThrottlingException', 400);
    if (fault === 'hang') await untilAborted(options?.abortSignal);
    const Failed: FailedEntry[] = [];
    const Successful: { Id: string }[] = [];
    for (const entry of Entries) {
      const problem = problemOf(entry);
      if (problem !== undefined) {
        Failed.push({ Id: entry.Id, Code: problem, SenderFault: true });
      } else if (typeof fault === 'object' && fault.failIds.includes(entry.Id)) {
        Failed.push({ Id: entry.Id, Code: 'InternalFailure', SenderFault: false });
      } else {
        this.messagesOf(QueueUrl).push({
          id: `m-${++this.#serial}`,
          body: entry.MessageBody,
          attributes: entry.MessageAttributes ?? {},
          sentAt: Date.now(),
          visibleAt: this.now + (entry.DelaySeconds ?? 0) * 1000,
          receiveCount: 0,
          handle: '',
        });
        Successful.push({ Id: entry.Id });
      }
    }
    if (fault === 'storedThenReset') throw Object.assign(new Error(), { code: 'ECONNRESET' });
    return { Successful, Failed };
  }

  async receiveMessage(input: {
    QueueUrl: string;
    MaxNumberOfMessages: number;
    MessageSystemAttributeNames?: readonly ('ApproximateReceiveCount' | 'SentTimestamp')[];
  }): Promise<{ Messages: ReceivedMessage[] }> {
    this.calls.push('ReceiveMessage');
    this.#moveOverReceived(input.QueueUrl);
    const messages = this.messagesOf(input.QueueUrl);
    const visible = messages.filter(({ visibleAt }) => visibleAt <= this.now);
    const inFlight = messages.filter(
      ({ receiveCount, visibleAt }) => receiveCount > 0 && visibleAt > this.now,
    );
    const free = Math.max(0, this.maxInFlight - inFlight.length);
    return {
      Messages: visible.slice(0, Math.min(input.MaxNumberOfMessages, free)).map((message) => {
        message.receiveCount += 1;
        message.visibleAt = this.now + this.visibilityTimeoutMs;
        message.handle = `r-${++this.#serial}`;
        return {
          MessageId: message.id,
          ReceiptHandle: message.handle,
          Body: message.body,
          Attributes: systemAttributes(message, input.MessageSystemAttributeNames),
          MessageAttributes: message.attributes,
        };
      }),
    };
  }

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  #moveOverReceived(queueUrl: string): void {
    const { redrive } = this;
    if (redrive?.queueUrl !== queueUrl) return;
    const messages = this.messagesOf(queueUrl);
    const over = messages.filter(
      ({ receiveCount, visibleAt }) =>
        receiveCount >= redrive.maxReceiveCount && visibleAt <= this.now,
    );
    this.messagesOf(redrive.deadLetterQueueUrl).push(...over);
    this.queues.set(
      queueUrl,
      messages.filter((message) => !over.includes(message)),
    );
  }

  async changeMessageVisibilityBatch(input: {
    QueueUrl: string;
    Entries: { Id: string; ReceiptHandle: string; VisibilityTimeout: number }[];
  }) {
    this.calls.push('ChangeMessageVisibilityBatch');
    checkBatch(input.Entries);
    for (const { ReceiptHandle, VisibilityTimeout } of input.Entries) {
      if (VisibilityTimeout < 0 || VisibilityTimeout > 43_200)
        throw awsError('InvalidParameterValue', 400);
      const message = this.messagesOf(input.QueueUrl).find(
        ({ handle }) => handle === ReceiptHandle,
      );
      if (message !== undefined) message.visibleAt = this.now + VisibilityTimeout * 1000;
    }
    return {};
  }

  async deleteMessageBatch(input: {
    QueueUrl: string;
    Entries: { Id: string; ReceiptHandle: string }[];
  }) {
    this.calls.push('DeleteMessageBatch');
    checkBatch(input.Entries);
    const handles = new Set(input.Entries.map(({ ReceiptHandle }) => ReceiptHandle));
    const left = this.messagesOf(input.QueueUrl).filter(({ handle }) => !handles.has(handle));
    this.queues.set(input.QueueUrl, left);
    return {};
  }
}

/** Only the requested attributes. SQS does not change SentTimestamp when it moves a message. */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
function systemAttributes(
  { receiveCount, sentAt }: StoredMessage,
  names: readonly ('ApproximateReceiveCount' | 'SentTimestamp')[] = [],
): Record<string, string> {
  const all = { ApproximateReceiveCount: String(receiveCount), SentTimestamp: String(sentAt) };
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

function checkBatch(entries: readonly { Id: string }[]): void {
  if (entries.length === 0) throw awsError('EmptyBatchRequest', 400);
  if (entries.length > 10) throw awsError('TooManyEntriesInBatchRequest', 400);
  const ids = entries.map(({ Id }) => Id);
  if (new Set(ids).size < ids.length) throw awsError('BatchEntryIdsNotDistinct', 400);
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) throw awsError('InvalidBatchEntryId', 400);
}

/** The name, the type and the value of each attribute count too. */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
function bytesOf({ MessageBody, MessageAttributes = {} }: SendEntry): number {
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue }]) => name + DataType + StringValue,
  );
  return Buffer.byteLength(MessageBody + attributes.join(''));
}

function problemOf({
  MessageBody,
  DelaySeconds = 0,
  MessageAttributes = {},
}: SendEntry): string | undefined {
  if (
    MessageBody === '' ||
    !/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(MessageBody)
  ) {
    return 'InvalidMessageContents';
  }
  const isEmpty = Object.entries(MessageAttributes).some(
    ([name, { DataType, StringValue }]) => !name || !DataType || !StringValue,
  );
  if (isEmpty) return 'InvalidParameterValue';
  const isDelay = Number.isInteger(DelaySeconds) && DelaySeconds >= 0 && DelaySeconds <= 900;
  if (!isDelay || Object.keys(MessageAttributes).length > 10) return 'InvalidParameterValue';
  return undefined;
}

function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
    });
  });
}
