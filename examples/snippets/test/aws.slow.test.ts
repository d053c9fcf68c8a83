import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import type { SqsBatchResponse, SqsLambdaEvent } from '@meta-capi/aws/sqs';
import type { CapiEvent } from '@meta-capi/core';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../../packages/aws/test/emulators.ts';

// The snippets of @meta-capi/aws, unchanged: the SDK reads the emulators' addresses from the environment.

let sqsEmulator: Emulator;
let dynamoEmulator: Emulator;
let sandbox: SandboxServer;
let sqs: SQS;
let queueUrl: string;
let deadLetterQueueUrl: string;

beforeAll(async () => {
  sqsEmulator = await startEmulator('local-aws-sqs');
  dynamoEmulator = await startEmulator('dynalite');
  sandbox = await startSandbox({ port: 0 });
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'made-up');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'made-up');
  vi.stubEnv('AWS_ENDPOINT_URL_SQS', sqsEmulator.endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', dynamoEmulator.endpoint);
  vi.stubEnv('META_PIXEL_ID', '1234567890');
  vi.stubEnv('META_CAPI_ACCESS_TOKEN', 'EAAmadeuptokenmadeuptoken');
  vi.stubEnv('META_CAPI_BASE_URL', sandbox.url);
  sqs = new SQS({});
  const create = async (QueueName: string): Promise<string> =>
    String((await sqs.createQueue({ QueueName, Attributes: { VisibilityTimeout: '5' } })).QueueUrl);
  queueUrl = await create('events');
  deadLetterQueueUrl = await create('events-dead');
  vi.stubEnv('META_CAPI_QUEUE_URL', queueUrl);
  vi.stubEnv('META_CAPI_DEAD_LETTER_QUEUE_URL', deadLetterQueueUrl);
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  sqs.destroy();
  sqsEmulator.close();
  dynamoEmulator.close();
  await sandbox.close();
});

function order(eventId: string): CapiEvent {
  return {
    eventName: 'Purchase',
    eventId,
    eventTime: new Date(),
    userData: { email: 'maria@example.com' },
    visitor: { consent: 'granted' },
    customData: { value: 20, currency: 'EUR' },
  };
}

const countedIds = (): readonly string[] =>
  sandbox.sandbox.events.map(({ eventId }) => String(eventId));

/** What Lambda passes to a consumer: waits for `count` messages. */
async function lambdaEvent(count: number) {
  const records = new Map<string, SqsLambdaEvent['Records'][number]>();
  // A long poll that the server gave up may still take messages, for their visibility timeout.
  while (records.size < count) {
    const { Messages = [] } = await sqs.receiveMessage({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    for (const { MessageId = '', ReceiptHandle = '', Body = '', Attributes } of Messages) {
      const attributes = { ApproximateReceiveCount: String(Attributes?.ApproximateReceiveCount) };
      const record = { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes };
      records.set(MessageId, record);
    }
  }
  return { Records: Array.from(records.values()) };
}

/** As Lambda does: deletes the messages that the handler did not report. */
async function invoke(
  handler: (event: SqsLambdaEvent) => Promise<SqsBatchResponse>,
  count: number,
): Promise<void> {
  const event = await lambdaEvent(count);
  expect(await handler(event)).toEqual({ batchItemFailures: [] });
  const Entries = event.Records.map(({ receiptHandle }, n) => ({
    Id: String(n),
    ReceiptHandle: receiptHandle,
  }));
  await sqs.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
}

test('an event stored with the SDK is sent by the function', async () => {
  const { sink } = await import('../src/aws-sink.ts');
  const { handler } = await import('../src/aws-consumer.ts');
  expect(await sink.sendEvents([order('order_1')])).toMatchObject({ ok: true, queued: true });
  expect(countedIds()).not.toContain('order_1');
  await invoke(handler, 1);
  expect(countedIds()).toContain('order_1');
});

test('the queue is tried without AWS', async () => {
  const { tryWithoutAws } = await import('../src/aws-without-aws.ts');
  const log = vi.spyOn(console, 'log').mockReturnValue();
  // The emulator that the README names. The other one returned nothing to ten receivers within 10 s.
  const fauxqs = await startEmulator('fauxqs');
  try {
    await tryWithoutAws(fauxqs.endpoint, sandbox.url);
  } finally {
    fauxqs.close();
  }
  expect(log.mock.calls[0]).toMatchObject([{ ok: true, eventsReceived: 0, queued: true }]);
  log.mockRestore();
  expect(countedIds()).toContain('order_1001');
}, 60_000);

test('an event stored without the SDK is sent by the server, which ends on SIGTERM', async () => {
  const { sink } = await import('../src/aws-sink-without-sdk.ts');
  const { consume } = await import('../src/aws-server.ts');
  expect(await sink.sendEvents([order('order_2')])).toMatchObject({ ok: true, queued: true });
  const consuming = consume();
  await expect.poll(countedIds, { timeout: 40_000 }).toContain('order_2');
  process.emit('SIGTERM');
  await consuming;
}, 60_000);

test('the function sends nothing of a buyer who withdrew their consent', async () => {
  const { sink } = await import('../src/aws-sink.ts');
  const { consumer } = await import('../src/aws-still-allowed.ts');
  await sink.sendEvents([order('order_3'), order('order_4')]);
  const handler = consumer({ hasWithdrawn: async (orderId) => orderId === 'order_3' });
  await invoke(handler, 2);
  expect(countedIds()).toContain('order_4');
  expect(countedIds()).not.toContain('order_3');
});

test('dead letters are explained and sent again', async () => {
  const { sink } = await import('../src/aws-sink.ts');
  const { explainAndRedrive } = await import('../src/aws-dead-letters.ts');
  const { handler } = await import('../src/aws-consumer.ts');
  await sink.sendEvents([order('order_5')]);
  const [message] = (await lambdaEvent(1)).Records;
  await sqs.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle: message?.receiptHandle });
  await sqs.sendMessage({
    QueueUrl: deadLetterQueueUrl,
    MessageBody: message?.body,
    MessageAttributes: { reason: { DataType: 'String', StringValue: 'unknown_pixel' } },
  });
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await explainAndRedrive();
  expect(log.mock.calls[0]?.slice(0, 3)).toEqual(['unknown_pixel', 'Purchase', 'order_5']);
  expect(log.mock.calls.at(-1)).toEqual([expect.objectContaining({ redriven: 1 })]);
  log.mockRestore();
  await invoke(handler, 1);
  expect(countedIds()).toContain('order_5');
}, 60_000);

test('two machines with one table send a conversion once', async () => {
  const { sink } = await import('../src/aws-only-once.ts');
  await new DynamoDB({}).createTable({
    TableName: 'meta-capi-sent',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  const first = await sink.sendEvents([order('order_6')]);
  vi.resetModules();
  const { sink: other } = await import('../src/aws-only-once.ts');
  const second = await other.sendEvents([order('order_6')]);
  expect(first.outcomes[0]).toMatchObject({ outcome: 'delivered' });
  expect(second.outcomes[0]).toMatchObject({ outcome: 'skipped', reason: 'already_sent' });
});
