import {
  createQueues,
  type Emulator,
  startEmulator,
} from '../../../packages/aws/test/emulators.ts';
import { failedIds } from '../../../packages/aws/test/event-source.ts';
import type { Lambda } from '../../lambda/test/lambda.ts';

export interface Queue {
  env: Readonly<Record<string, string>>;
  /** The number of messages in the queue, including messages in flight and delayed ones. */
  count(): Promise<number>;
  /** Passes batches to the consumer, like the event source, until no message is visible. */
  drain(consumer: Lambda, batchSize?: number): Promise<void>;
  close(): void;
}

/** The queues of template.yaml in an emulator. */
export async function startQueue(): Promise<Queue> {
  const emulator: Emulator = await startEmulator('fauxqs');
  const { client, queueUrl, deadLetterQueueUrl } = await createQueues(emulator.endpoint, 'events', {
    VisibilityTimeout: '180',
  });

  async function countOf(url: string): Promise<number> {
    const { Attributes = {} } = await client.getQueueAttributes({
      QueueUrl: url,
      AttributeNames: ['All'],
    });
    const {
      ApproximateNumberOfMessages: visible,
      ApproximateNumberOfMessagesNotVisible: inFlight,
      ApproximateNumberOfMessagesDelayed: delayed,
    } = Attributes;
    return [visible, inFlight, delayed].reduce((sum, count) => sum + Number(count ?? 0), 0);
  }

  return {
    env: {
      META_CAPI_QUEUE_URL: queueUrl,
      META_CAPI_DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
      AWS_ENDPOINT_URL_SQS: emulator.endpoint,
    },
    count: () => countOf(queueUrl),
    async drain(consumer, batchSize = 10) {
      for (;;) {
        const { Messages = [] } = await client.receiveMessage({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: batchSize,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        });
        if (Messages.length === 0) return;
        const Records = Messages.map((message) => ({
          messageId: message.MessageId ?? '',
          receiptHandle: message.ReceiptHandle ?? '',
          body: message.Body ?? '',
          attributes: message.Attributes,
        }));
        const { kind, body } = await consumer.invoke({ Records }, { timeoutMs: 30_000 });
        const failed =
          kind === 'response'
            ? failedIds(
                body,
                Records.map(({ messageId }) => messageId),
              )
            : new Set(Records.map(({ messageId }) => messageId));
        const done = Records.filter(({ messageId }) => !failed.has(messageId));
        if (done.length === 0) continue;
        await client.deleteMessageBatch({
          QueueUrl: queueUrl,
          Entries: done.map(({ receiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
          })),
        });
      }
    },
    close() {
      client.destroy();
      emulator.close();
    },
  };
}
