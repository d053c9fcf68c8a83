import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listDeadLetters } from '../src/sqs/dead-letters.ts';
import { writeRecord } from '../src/sqs/record.ts';
import { redriveDeadLetters } from '../src/sqs/redrive.ts';
import { runSqsConsumer } from '../src/sqs/run-sqs-consumer.ts';
import { signedSqs } from '../src/sqs/signed-sqs.ts';
import type { SendEntry, SqsReader, SqsSender } from '../src/sqs/sqs-client.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import { awsClientConfig, createQueues, type Emulator, startEmulator } from './emulators.ts';
import { pixelId, purchase, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

describe.each(['fauxqs', 'local-aws-sqs'] as const)('against %s', (name) => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator(name);
  });
  afterAll(() => {
    emulator.close();
  });

  test.each(['the SDK', 'one signed request'])(
    'events sent with %s are received by Meta once',
    async (way) => {
      const queueName = way.replaceAll(' ', '-');
      const { client, queueUrl, deadLetterQueueUrl } = await createQueues(
        emulator.endpoint,
        queueName,
      );
      const sender: SqsSender =
        way === 'the SDK'
          ? client
          : signedSqs({
              region: 'eu-west-1',
              credentials: () => awsClientConfig.credentials,
              endpoint: emulator.endpoint,
            });
      const sink = createSqsSink({ pixelId, whenConsentUnknown: 'drop', queueUrl, client: sender });
      const note = '\ufffe\uffff ΑΒΓ 🎉';
      const events = Array.from({ length: 25 }, (_, n) =>
        purchase(`order_${n}`, { customData: { value: 1, currency: 'EUR', content_name: note } }),
      );
      const result = await sink.sendEvents(events);
      expect(result).toMatchObject({ ok: true, queued: true });

      const sandbox = createSandbox();
      const capi = createCapiClient({
        pixelId,
        accessToken: 'EAAcanarytokencanarytoken',
        whenConsentUnknown: 'drop',
        fetch: sandbox.fetch,
      });
      const stop = new AbortController();
      const running = runSqsConsumer(
        { [pixelId]: capi },
        { client, queueUrl, deadLetterQueueUrl, signal: stop.signal, concurrency: 2 },
      );
      await expect.poll(() => sandbox.events.length, { timeout: 50_000 }).toBe(25);
      await expect.poll(() => countOf(client, queueUrl), { timeout: 50_000 }).toBe(0);
      stop.abort();
      await running;
      expect(sandbox.events.every(({ verdict }) => verdict === 'counted')).toBe(true);
    },
  );

  test('a message that cannot be read is listed with its reason, and the others are redriven', async () => {
    const { client, queueUrl, deadLetterQueueUrl } = await createQueues(
      emulator.endpoint,
      'poison',
    );
    await client.sendMessage({ QueueUrl: queueUrl, MessageBody: 'not JSON' });
    const body = writeRecord({ ...record('order_1'), pixelId: '99999' });
    await client.sendMessage({ QueueUrl: queueUrl, MessageBody: body });
    const stop = new AbortController();
    const running = runSqsConsumer(
      { [pixelId]: { deliver: () => Promise.reject(new Error('unused')) } },
      {
        client,
        queueUrl,
        deadLetterQueueUrl,
        signal: stop.signal,
        concurrency: 1,
        reporter: () => undefined,
      },
    );
    await expect.poll(() => countOf(client, deadLetterQueueUrl), { timeout: 50_000 }).toBe(2);
    stop.abort();
    await running;
    const redriven = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(redriven).toMatchObject({ redriven: 1, left: { unreadable: 1 } });
    const letters = await listDeadLetters({ client, deadLetterQueueUrl });
    expect(letters).toMatchObject([{ reason: 'unreadable', redrive: 'never' }]);
  });
});

async function countOf(
  client: SqsReader & {
    getQueueAttributes: (input: {
      QueueUrl: string;
      AttributeNames: ['All'];
    }) => Promise<{ Attributes?: Record<string, string> | undefined }>;
  },
  queueUrl: string,
): Promise<number> {
  const { Attributes = {} } = await client.getQueueAttributes({
    QueueUrl: queueUrl,
    AttributeNames: ['All'],
  });
  return (
    Number(Attributes['ApproximateNumberOfMessages'] ?? 0) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0)
  );
}

describe('the fake queue has the same limits as the emulators', () => {
  const valid = { Id: '0', MessageBody: '{}' };
  const kilobytes = (n: number) => ({ MessageBody: 'x'.repeat(n * 1024) });
  const reason = (StringValue: string): Partial<SendEntry> => ({
    MessageAttributes: { reason: { DataType: 'String', StringValue } },
  });
  const largest = 1_048_576;
  const cases: [string, SendEntry[]][] = [
    ['one entry', [valid]],
    ['no entry', []],
    ['eleven entries', Array.from({ length: 11 }, (_, n) => ({ ...valid, Id: String(n) }))],
    ['repeated ids', [valid, valid]],
    ['an id with a character that is not allowed', [{ ...valid, Id: 'a b' }]],
    [
      '1,000 KiB in two messages',
      [
        { Id: '0', ...kilobytes(500) },
        { Id: '1', ...kilobytes(500) },
      ],
    ],
    [
      '1,100 KiB in two messages',
      [
        { Id: '0', ...kilobytes(550) },
        { Id: '1', ...kilobytes(550) },
      ],
    ],
    [
      'the largest message with an attribute',
      [{ Id: '0', MessageBody: 'x'.repeat(largest - 22), ...reason('unreadable') }],
    ],
    [
      'one byte more with an attribute',
      [{ Id: '0', MessageBody: 'x'.repeat(largest - 21), ...reason('unreadable') }],
    ],
  ];

  test.each(cases)('%s', async (_, Entries) => {
    const emulator = await startEmulator('fauxqs');
    try {
      const { client, queueUrl } = await createQueues(emulator.endpoint, 'strict');
      const real = await client.sendMessageBatch({ QueueUrl: queueUrl, Entries }).then(
        () => 'accepted',
        () => 'rejected',
      );
      const fake = await new FakeSqs().sendMessageBatch({ QueueUrl: queueUrl, Entries }).then(
        () => 'accepted',
        () => 'rejected',
      );
      expect(fake).toBe(real);
    } finally {
      emulator.close();
    }
  });
});
