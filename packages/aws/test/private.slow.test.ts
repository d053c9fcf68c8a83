import { type AttributeValue, DynamoDB, type ScanOutput } from '@aws-sdk/client-dynamodb';
import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDynamoDbStore } from '../src/dynamodb/dynamodb-store.ts';
import { createSqsConsumer } from '../src/sqs/consumer.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import { canaryPurchase, canaryToken, findCanary, findClientCanary } from './canaries.ts';
import { awsClientConfig, type Emulator, startEmulator } from './emulators.ts';
import { invokeOnce } from './event-source.ts';
import { deadLetterQueueUrl, pixelId, queueUrl } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

const TableName = 'meta-capi-sent';
let emulator: Emulator;
let dynamoDb: DynamoDB;

beforeAll(async () => {
  emulator = await startEmulator('dynalite');
  dynamoDb = new DynamoDB({ ...awsClientConfig, endpoint: emulator.endpoint });
  await dynamoDb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
});

afterAll(() => {
  dynamoDb.destroy();
  emulator.close();
});

test('the scan finds each raw value of an unprepared event, and the token', () => {
  const { userData = {} } = canaryPurchase(7, 'order_7');
  for (const value of [...Object.values(userData), canaryToken]) {
    const text = String(value);
    for (const form of [
      text,
      text.toLowerCase(),
      text.toUpperCase(),
      encodeURIComponent(text),
      text.replace(/\D/g, '').length > 9 ? text.replace(/\D/g, '') : text,
    ]) {
      expect([form, findCanary(`{"x":"${form}"}`)]).not.toContain(undefined);
    }
  }
  for (const lead of ['', 'a', 'ab']) {
    const base64 = Buffer.from(`${lead}zqcanary.7@example.com`).toString('base64');
    expect([base64, findCanary(base64)]).not.toContain(undefined);
  }
  expect(findCanary(JSON.stringify({ em: ['0'.repeat(64)] }))).toBeUndefined();
});

test('stored data contains none of 10,000 identities and no token', {
  timeout: 500_000,
}, async ({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const lines: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      lines.push(args.map(String).join(' '));
    });
  }
  const sqs = new FakeSqs();
  const bodies: string[] = [];
  const sandbox = createSandbox();
  let requests = 0;
  const capi = createCapiClient({
    pixelId,
    accessToken: canaryToken,
    whenConsentUnknown: 'drop',
    fetch: async (input, init) => {
      requests += 1;
      const { data } = (await new Response(init?.body).json()) as { data: { event_id: string }[] };
      // So that events are requeued, retried and moved to the dead-letter queue.
      if (requests % 10 === 0) return new Response('', { status: 503 });
      if (data.some(({ event_id }) => event_id.endsWith('77'))) return refusal();
      return sandbox.fetch(input, init);
    },
  });
  const sink = createSqsSink({
    pixelId,
    whenConsentUnknown: 'drop',
    queueUrl,
    client: {
      sendMessageBatch(input, options) {
        bodies.push(JSON.stringify(input));
        return sqs.sendMessageBatch(input, options);
      },
    },
  });
  const identities = 10_000;
  for (let from = 0; from < identities; from += 1000) {
    const events = Array.from({ length: 1000 }, (_, n) =>
      canaryPurchase(from + n, `order_${from + n}`),
    );
    expect(await sink.sendEvents(events)).toMatchObject({ ok: true });
  }
  const handler = createSqsConsumer(
    { [pixelId]: capi },
    {
      client: sqs,
      queueUrl,
      deadLetterQueueUrl,
      store: createDynamoDbStore({ client: dynamoDb, tableName: TableName }),
      timeoutMs: 10_000,
    },
  );
  // Each step ends long after every pause and delay of the queue.
  for (let n = 0; n < 3000 && sqs.messagesOf(queueUrl).length > 0; n += 1) {
    if ((await invokeOnce({ sqs, queueUrl, handler, batchSize: 200 })) > 0) continue;
    sqs.now += 3_600_000;
    vi.setSystemTime(Date.now() + 3_600_000);
  }
  const stored = [queueUrl, deadLetterQueueUrl].flatMap((url) =>
    sqs.messagesOf(url).map((message) => JSON.stringify(message)),
  );
  const table = await allRows();
  vi.restoreAllMocks();

  const everything = [...bodies, ...stored, ...table, ...lines];
  const bytes = everything.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(
    JSON.stringify({
      identities,
      bytes,
      rows: table.length,
      lines: lines.length,
      left: stored.length,
    }),
  );
  expect(everything.filter((text) => findCanary(text) !== undefined)).toEqual([]);
  expect([...table, ...lines].filter((text) => findClientCanary(text) !== undefined)).toEqual([]);
  expect(bodies.filter((text) => findClientCanary(text) !== undefined)).toHaveLength(bodies.length);
  expect(table.length).toBeGreaterThan(identities / 2);
  expect(lines.length).toBeGreaterThan(5);
  expect(sqs.messagesOf(deadLetterQueueUrl).length).toBeGreaterThan(0);
});

async function allRows(): Promise<readonly string[]> {
  const rows: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const options = start === undefined ? {} : { ExclusiveStartKey: start };
    const page: ScanOutput = await dynamoDb.scan({ TableName, ...options });
    rows.push(...(page.Items ?? []).map((item) => JSON.stringify(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}

/** Meta's message may quote the request. */
function refusal(): Response {
  const message = 'Invalid parameter: zqcanary.7@example.com';
  const error = { message, type: 'OAuthException', code: 100, error_subcode: 2_804_050 };
  return Response.json({ error }, { status: 400 });
}
