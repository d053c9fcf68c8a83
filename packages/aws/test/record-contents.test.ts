import { createCapiClient, type OnceStore } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSqsConsumer } from '../src/sqs/consumer.ts';
import { listDeadLetters } from '../src/sqs/dead-letters.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import { canaryToken, findCanary } from './canaries.ts';
import { invokeOnce } from './event-source.ts';
import { deadLetterQueueUrl, pixelId, queueUrl } from './events.ts';
import { FakeSqs, type StoredMessage } from './fake-sqs.ts';
import {
  allowedPaths,
  findClear,
  fullPurchase,
  pathsOf,
  unexpectedContents,
} from './record-contents.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Queues events, and sends them while Meta fails, rejects and answers. Returns everything that was written. */
async function writeEverything() {
  vi.useFakeTimers({ toFake: ['Date'] });
  const written: string[] = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...args: unknown[]) => {
      written.push(args.map(String).join(' '));
    });
  }
  const sqs = new FakeSqs();
  const stored: StoredMessage[] = [];
  const sandbox = createSandbox();
  let isDown = true;
  const capi = createCapiClient({
    pixelId,
    accessToken: canaryToken,
    whenConsentUnknown: 'drop',
    fetch: async (input, init) => {
      const body = await new Response(init?.body).text();
      if (isDown) return new Response('', { status: 503 });
      return body.includes('order_1') ? refusal() : sandbox.fetch(input, init);
    },
  });
  const store: OnceStore = {
    get: () => undefined,
    set: (key, value) => void written.push(`${key} ${value}`),
    delete: () => undefined,
  };
  const sink = createSqsSink({
    pixelId,
    whenConsentUnknown: 'drop',
    queueUrl,
    client: sqs,
    testEventCode: 'TEST1',
  });
  for (let n = 0; n < 3; n += 1) {
    const result = await sink.sendEvents([fullPurchase(`order_${n}`)]);
    expect(result).toMatchObject({ ok: true, queued: true, warnings: [] });
    written.push(JSON.stringify(result));
  }
  const handler = createSqsConsumer(
    { [pixelId]: capi },
    { client: sqs, queueUrl, deadLetterQueueUrl, store, timeoutMs: 50 },
  );
  const keep = (): void => {
    const messages = [queueUrl, deadLetterQueueUrl].flatMap((url) => sqs.messagesOf(url));
    stored.push(...messages.map((message) => ({ ...message })));
  };
  for (let n = 0; n < 20 && sqs.messagesOf(queueUrl).length > 0; n += 1) {
    keep();
    await invokeOnce({ sqs, queueUrl, handler, batchSize: 1 });
    isDown = false;
    sqs.now += 3_600_000;
    vi.setSystemTime(Date.now() + 3_600_000);
  }
  keep();
  const letters = await listDeadLetters({ client: sqs, deadLetterQueueUrl });
  written.push(JSON.stringify(letters));
  return { sqs, stored, written, letters };
}

/** Meta's message may quote the request. */
function refusal(): Response {
  const error = {
    message: 'Invalid parameter: zqcanary.1@example.com from 93.184.216.34',
    code: 100,
    error_subcode: 2_804_050,
  };
  return Response.json({ error }, { status: 400 });
}

describe('stored data', () => {
  test('a record contains hashes and the listed values in clear text; nothing else contains them', async () => {
    const { stored, written, letters } = await writeEverything();
    expect(stored.flatMap(unexpectedContents)).toEqual([]);
    expect(stored.filter(({ body }) => findCanary(body) !== undefined)).toEqual([]);
    expect(written.filter((text) => findCanary(text) ?? findClear(text))).toEqual([]);
    // The run wrote each kind: a requeued record, a dead letter, a log line.
    const paths = stored.flatMap((message) => [...pathsOf(message)]);
    expect(new Set(paths)).toEqual(new Set(allowedPaths));
    expect(letters).toMatchObject([{ reason: 'rejected' }]);
    expect(written.some((text) => text.includes('"level":"error"'))).toBe(true);
  });

  test.each<[string, (record: Record<string, never>) => unknown, string]>([
    ['an unknown key', (record) => ({ ...record, ip: '93.184.216.34' }), 'ip'],
    ['a token', (record) => ({ ...record, testEventCode: canaryToken }), 'testEventCode'],
    [
      'an unhashed e-mail address',
      withUserData({ em: ['kim@example.com'] }),
      'event.wire.user_data.em[]',
    ],
    [
      'an IP address in another place',
      withUserData({ fbp: '93.184.216.34' }),
      'event.wire.user_data.fbp',
    ],
    ['a nested object', withUserData({ fn: { raw: 'kim' } }), 'event.wire.user_data.fn.raw'],
  ])('the check finds %s', async (_, change, path) => {
    const { stored } = await writeEverything();
    const [message] = stored;
    if (message === undefined) throw new Error('nothing stored');
    const body = JSON.stringify(change(JSON.parse(message.body) as Record<string, never>));
    expect(unexpectedContents({ ...message, body })).toEqual([path]);
  });

  test('the check finds an attribute whose name or value is not allowed', () => {
    const attributes = { ip: { StringValue: '93.184.216.34' }, reason: { StringValue: 'kim' } };
    expect(unexpectedContents({ body: '{}', attributes })).toEqual([
      'attribute ip',
      'attribute reason',
    ]);
  });
});

function withUserData(fields: object) {
  return (record: Record<string, never>): unknown => {
    const { event } = record as unknown as { event: { wire: { user_data: object } } };
    const { wire } = event;
    return { ...record, event: { wire: { ...wire, user_data: { ...wire.user_data, ...fields } } } };
  };
}
