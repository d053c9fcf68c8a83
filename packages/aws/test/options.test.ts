import type { Report } from '@meta-capi/core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDynamoDbStore } from '../src/dynamodb/dynamodb-store.ts';
import { createSqsConsumer } from '../src/sqs/consumer.ts';
import { listDeadLetters } from '../src/sqs/dead-letters.ts';
import { redriveDeadLetters } from '../src/sqs/redrive.ts';
import { runSqsConsumer } from '../src/sqs/run-sqs-consumer.ts';
import { signedSqs } from '../src/sqs/signed-sqs.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import { deadLetterQueueUrl, pixelId, purchase, queueUrl } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

let warn: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
});

const client = { deliver: () => Promise.reject(new Error('unused')) };
const secret = 'kim@example.com';

interface Wrong {
  clients?: unknown;
  options?: Readonly<Record<string, unknown>> | undefined;
}

const wrongConsumers: readonly [string, Wrong][] = [
  ['clients', { clients: {} }],
  ['clients', { clients: undefined }],
  ['clients', { clients: { undefined: client } }],
  ['clients', { clients: { [pixelId]: client, [secret]: client } }],
  ['clients', { clients: { [pixelId]: {} } }],
  ['client', { options: { client: undefined } }],
  ['client', { options: { client: { send: () => undefined } } }],
  ['queueUrl', { options: { queueUrl: undefined } }],
  // The result of `String(process.env[…])` if the variable is not set.
  ['queueUrl', { options: { queueUrl: 'undefined' } }],
  ['queueUrl', { options: { queueUrl: `${queueUrl}.fifo` } }],
  ['deadLetterQueueUrl', { options: { deadLetterQueueUrl: undefined } }],
  ['deadLetterQueueUrl', { options: { deadLetterQueueUrl: 'undefined' } }],
  ['deadLetterQueueUrl', { options: { deadLetterQueueUrl: queueUrl } }],
  ['store', { options: { store: {} } }],
  ['store', { options: { store: secret } }],
  ['isStillAllowed', { options: { isStillAllowed: true } }],
  ['reporter', { options: { reporter: {} } }],
  ['timeoutMs', { options: { timeoutMs: 0 } }],
  ['timeoutMs', { options: { timeoutMs: '20000' } }],
  ['timeoutMs', { options: { timeoutMs: Number.NaN } }],
  ['maxBatchBytes', { options: { maxBatchBytes: 1000 } }],
  ['maxBatchBytes', { options: { maxBatchBytes: 2_097_152 } }],
];

function setUp(wrong: Wrong) {
  // An option that is `undefined` on purpose must not get the default of this test.
  const { clients, options } = { clients: { [pixelId]: client }, ...wrong };
  const sqs = new FakeSqs();
  const reports: Report[] = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => {
    reports.push(JSON.parse(line) as Report);
  });
  const args = [
    clients,
    {
      client: sqs,
      queueUrl,
      deadLetterQueueUrl,
      reporter: (report: Report) => void reports.push(report),
      ...options,
    },
  ] as unknown as Parameters<typeof createSqsConsumer>;
  return { sqs, reports, args };
}

/** Checks that each message contains the option and the fix, and no value. */
function expectReports(reports: readonly Report[], option: string, count: number): void {
  expect(reports).toHaveLength(count);
  for (const { level, message } of reports) {
    expect(level).toBe('error');
    expect(message).toMatch(new RegExp(`^No event is sent\\. ${option}: \\w+.{8,}\\.$`));
  }
  expect(JSON.stringify(reports)).not.toContain(secret);
}

describe('createSqsConsumer', () => {
  test.each(wrongConsumers)(
    'reports a wrong %s at creation and with each batch, and keeps the messages: %#',
    async (option, wrong) => {
      const { sqs, reports, args } = setUp(wrong);
      const handler = createSqsConsumer(...args);
      expectReports(reports, option, 1);
      const record = {
        receiptHandle: 'r',
        body: '{}',
        attributes: { ApproximateReceiveCount: '1' },
      };
      const event = { Records: ['a', 'b'].map((messageId) => ({ ...record, messageId })) };
      expect(await handler(event)).toEqual({
        batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
      });
      expectReports(reports, option, 2);
      expect(sqs.calls).toEqual([]);
    },
  );

  test('reports nothing at creation if every option is right', () => {
    const { reports, args } = setUp({
      options: {
        store: new Map(),
        isStillAllowed: () => true,
        timeoutMs: 1,
        maxBatchBytes: 262_144,
        reporter: undefined,
      },
    });
    createSqsConsumer(...args);
    expect(reports).toEqual([]);
  });

  test('does not throw without options', () => {
    const { reports } = setUp({});
    expect(() => createSqsConsumer({ [pixelId]: client }, undefined as never)).not.toThrow();
    expectReports(reports, 'client', 1);
  });
});

describe('runSqsConsumer', () => {
  test.each([
    ...wrongConsumers,
    ['signal', { options: { signal: undefined } }] as const,
    ['concurrency', { options: { concurrency: 0 } }] as const,
    ['concurrency', { options: { concurrency: 1.5 } }] as const,
  ])('reports a wrong %s at the start, and receives nothing: %#', async (option, wrong) => {
    const { signal } = new AbortController();
    const { sqs, reports, args } = setUp({ ...wrong, options: { signal, ...wrong.options } });
    await runSqsConsumer(...(args as unknown as Parameters<typeof runSqsConsumer>));
    expectReports(reports, option, 1);
    expect(sqs.calls).toEqual([]);
  });
});

describe('createSqsSink', () => {
  test.each([
    ['fallback', { fallback: {} }],
    ['timeoutMs', { timeoutMs: -1 }],
    ['maxBatchBytes', { maxBatchBytes: 0 }],
  ])('reports a wrong %s once, and with every send', async (path, wrong) => {
    const sqs = new FakeSqs();
    const sink = createSqsSink({
      pixelId,
      whenConsentUnknown: 'drop',
      queueUrl,
      client: sqs,
      ...(wrong as object),
    });
    const result = await sink.sendEvents([purchase('order_1')]);
    expect(result).toMatchObject({
      skipped: true,
      reason: 'bad_configuration',
      warnings: [{ path }],
    });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(sqs.calls).toEqual([]);
  });
});

describe('signedSqs', () => {
  test.each([
    ['region', { region: 'undefined' }],
    ['region', { region: undefined }],
    ['credentials', { credentials: undefined }],
  ])('reports a wrong %s once, and sends nothing', async (option, wrong) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const signed = signedSqs({
      region: 'eu-west-1',
      credentials: () => ({ accessKeyId: 'made-up', secretAccessKey: 'made-up' }),
      ...(wrong as object),
    });
    expect(warn.mock.calls).toEqual([[expect.stringContaining(`signedSqs: ${option}: must `)]]);
    const sink = createSqsSink({ pixelId, whenConsentUnknown: 'drop', queueUrl, client: signed });
    const { outcomes } = await sink.sendEvents([purchase('order_1')]);
    expect(outcomes[0]?.outcome).toBe('notSent');
    expect(outcomes[0]?.error?.message).toContain('InvalidConfiguration');
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('dead letters', () => {
  test.each([
    ['client', { client: {} }],
    ['deadLetterQueueUrl', { deadLetterQueueUrl: 'undefined' }],
  ])('both functions reject a wrong %s, with the fix', async (option, wrong) => {
    const queues = { client: new FakeSqs(), deadLetterQueueUrl, queueUrl, ...(wrong as object) };
    const text = new RegExp(`^${option}: must `);
    await expect(listDeadLetters(queues)).rejects.toThrow(text);
    await expect(redriveDeadLetters(queues)).rejects.toThrow(text);
  });

  test.each([
    ['queueUrl', { queueUrl: '' }],
    ['deadLetterQueueUrl', { queueUrl: deadLetterQueueUrl }],
  ])('redriveDeadLetters rejects a wrong %s, and moves nothing', async (option, wrong) => {
    const sqs = new FakeSqs();
    const queues = { client: sqs, deadLetterQueueUrl, ...wrong };
    await expect(redriveDeadLetters(queues)).rejects.toThrow(new RegExp(`^${option}: `));
    expect(sqs.calls).toEqual([]);
  });
});

describe('createDynamoDbStore', () => {
  const done = () => Promise.resolve({});
  const dynamoDb = { putItem: done, getItem: done, deleteItem: done };

  test.each([
    ['client', { client: { send: done } }],
    ['tableName', { tableName: '' }],
    ['tableName', { tableName: undefined }],
    ['tableName', { tableName: secret }],
  ])('reports a wrong %s once, and every method rejects', async (option, wrong) => {
    const store = createDynamoDbStore({
      client: dynamoDb,
      tableName: 'meta-capi-sent',
      ...(wrong as object),
    });
    expect(warn.mock.calls).toEqual([[expect.stringMatching(`remembered\\. ${option}: must `)]]);
    for (const asked of [
      store.add('k', 'v', 1),
      store.get('k'),
      store.set('k', 'v', 1),
      store.delete('k'),
    ]) {
      await expect(asked).rejects.toThrow(`${option}: must `);
    }
  });

  test.each(['meta-capi-sent', 'arn:aws:dynamodb:eu-west-1:123456789012:table/meta-capi-sent'])(
    'accepts %s',
    (tableName) => {
      createDynamoDbStore({ client: dynamoDb, tableName });
      expect(warn).not.toHaveBeenCalled();
    },
  );
});
