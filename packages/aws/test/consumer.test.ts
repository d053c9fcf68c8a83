import { createCapiClient, type OnceStore, onlyOnce, type Report } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, test } from 'vitest';
import { createSqsConsumer, type SqsLambdaEvent } from '../src/sqs/consumer.ts';
import type { SqsConsumerOptions } from '../src/sqs/consumer-options.ts';
import { readRecord, writeRecord } from '../src/sqs/record.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import { deadLetterQueueUrl, pixelId, prepared, purchase, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

type Fetch = typeof fetch;

function setUp(overrides: Partial<SqsConsumerOptions> & { fetch?: (inner: Fetch) => Fetch } = {}) {
  const sqs = new FakeSqs();
  const sandbox = createSandbox();
  const requests: number[] = [];
  const counted: Fetch = async (input, init) => {
    const { data } = (await new Response(init?.body).json()) as { data: [] };
    requests.push(data.length);
    return sandbox.fetch(input, init);
  };
  const { fetch: wrap = (inner: Fetch) => inner, ...options } = overrides;
  const capi = createCapiClient({
    pixelId,
    accessToken: 'EAAcanarytokencanarytoken',
    whenConsentUnknown: 'drop',
    fetch: wrap(counted),
  });
  const reports: Report[] = [];
  const consume = createSqsConsumer(
    { [pixelId]: capi },
    {
      client: sqs,
      queueUrl,
      deadLetterQueueUrl,
      timeoutMs: 3000,
      reporter: (report) => void reports.push(report),
      ...options,
    },
  );
  return { sqs, sandbox, requests, reports, consume };
}

function lambdaEvent(bodies: readonly string[], receiveCount = 1): SqsLambdaEvent {
  return {
    Records: bodies.map((body, n) => ({
      messageId: `m-${n}`,
      receiptHandle: `r-${n}`,
      body,
      attributes: { ApproximateReceiveCount: String(receiveCount) },
    })),
  };
}

const bodies = (count: number) =>
  Array.from({ length: count }, (_, n) => writeRecord(record(`order_${n}`)));

const unavailable = () => Promise.resolve(new Response('', { status: 503 }));
const graphError = (status: number, error: object) => () =>
  Promise.resolve(Response.json({ error }, { status }));

describe('createSqsConsumer', () => {
  test('sends the events of all messages in one request', async () => {
    const { consume, requests, sandbox } = setUp();
    const response = await consume(lambdaEvent(bodies(100)));
    // Lambda treats a misspelt key like an empty response, and deletes every message.
    expect(JSON.stringify(response)).toBe('{"batchItemFailures":[]}');
    expect(requests).toEqual([100]);
    expect(sandbox.events).toHaveLength(100);
  });

  test('retries what Meta did not receive, with a separate delay for each message', async () => {
    const { consume, reports, sqs } = setUp({
      fetch: () => graphError(400, { code: 4, message: '' }),
      timeoutMs: 300,
    });
    const response = await consume(lambdaEvent(bodies(12), 5));
    expect(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      Array.from({ length: 12 }, (_, n) => `m-${n}`),
    );
    expect(sqs.calls).toEqual(['ChangeMessageVisibilityBatch', 'ChangeMessageVisibilityBatch']);
    expect(reports[0]?.message).toMatch(/^0 of 12 messages completed\. 12 will be retried\. \S+/);
    expect(sqs.messagesOf(queueUrl)).toHaveLength(0);
  });

  test('stores the time of the first attempt without an answer in a new message', async () => {
    const { consume, sqs } = setUp({ fetch: () => unavailable, timeoutMs: 300 });
    const response = await consume(lambdaEvent(bodies(1)));
    expect(response.batchItemFailures).toEqual([]);
    const [message] = sqs.messagesOf(queueUrl);
    const reading = readRecord(message?.body);
    expect(reading.ok && reading.record.firstAmbiguousAt).toBeGreaterThan(0);
  });

  test('keeps a message whose copy cannot be stored', async () => {
    const { consume, sqs } = setUp({ fetch: () => unavailable, timeoutMs: 300 });
    sqs.faults = ['throttled', 'throttled'];
    const response = await consume(lambdaEvent(bodies(1)));
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
  });

  test('makes no request during the pause after a failure', async () => {
    let requests = 0;
    const { consume } = setUp({
      fetch: () => () => {
        requests += 1;
        return unavailable();
      },
      timeoutMs: 300,
    });
    await consume(lambdaEvent(bodies(1)));
    const before = requests;
    const response = await consume(lambdaEvent(bodies(10)));
    expect(requests).toBe(before);
    expect(response.batchItemFailures).toHaveLength(10);
  });

  function oldBody(): string {
    const { event, ...rest } = record('order_1');
    const event_time = event.wire.event_time - 3700;
    return writeRecord({ ...rest, event: { wire: { ...event.wire, event_time } } as never });
  }

  test.each([
    ['Meta is down', 0],
    ['Meta is down, and the pause has begun', 1],
  ])('reports an error for an old event if %s', async (_, batchesBefore) => {
    const { consume, reports } = setUp({ fetch: () => unavailable, timeoutMs: 300 });
    for (const body of bodies(batchesBefore)) await consume(lambdaEvent([body]));
    await consume(lambdaEvent([oldBody()]));
    expect(reports.at(-1)?.level).toBe('error');
    expect(reports.at(-1)?.message).toContain('1 event has waited for more than one hour.');
  });

  test('reports an error for an old event if no client is configured', async () => {
    const reports: Report[] = [];
    const capi = createCapiClient({ pixelId, accessToken: '', whenConsentUnknown: 'drop' });
    const consume = createSqsConsumer(
      { [pixelId]: capi },
      {
        client: new FakeSqs(),
        queueUrl,
        deadLetterQueueUrl,
        reporter: (report) => void reports.push(report),
      },
    );
    await consume(lambdaEvent([oldBody()]));
    expect(reports).toMatchObject([{ level: 'error' }]);
    expect(reports[0]?.message).toContain('not_configured');
  });

  test('requeues and reports while the token is refused, so that no receive count is used up', async () => {
    const { consume, sqs, reports } = setUp({
      fetch: () => graphError(401, { code: 190, type: 'OAuthException', message: '' }),
    });
    for (const n of [0, 1]) {
      const response = await consume(lambdaEvent([writeRecord(record(`order_${n}`))]));
      expect(response.batchItemFailures).toEqual([]);
    }
    expect(sqs.messagesOf(queueUrl)).toHaveLength(2);
    expect(sqs.messagesOf(queueUrl).every(({ visibleAt }) => visibleAt === 900_000)).toBe(true);
    expect(reports[0]).toMatchObject({ level: 'error' });
    expect(reports[0]?.message).toContain('Meta refuses the access');
  });

  test('moves messages that cannot be sent to the dead-letter queue, with the reason', async () => {
    const { consume, sqs, sandbox, reports } = setUp();
    const old = prepared('old');
    const event_time = Math.floor(Date.now() / 1000) - 8 * 86_400;
    const rejected = prepared('rejected');
    const response = await consume(
      lambdaEvent([
        'not JSON kim@example.com',
        writeRecord({ ...record('other'), pixelId: '99999' }),
        writeRecord({ ...record('old'), event: { wire: { ...old.wire, event_time } } as never }),
        writeRecord({
          ...record('rejected'),
          event: { wire: { ...rejected.wire, user_data: { ct: ['0'.repeat(64)] } } } as never,
        }),
        writeRecord({ ...record('doubtful'), firstAmbiguousAt: Date.now() - 48 * 3_600_000 }),
        writeRecord(record('good')),
      ]),
    );
    expect(response.batchItemFailures).toEqual([]);
    const reasons = sqs
      .messagesOf(deadLetterQueueUrl)
      .map(({ attributes }) => attributes['reason']?.StringValue);
    expect(reasons).toEqual(['unreadable', 'unknown_pixel', 'expired', 'in_doubt', 'rejected']);
    const counted = sandbox.events.filter(({ verdict }) => verdict !== 'refused');
    expect(counted.map(({ eventId }) => eventId)).toEqual(['good']);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.level).toBe('error');
    expect(JSON.stringify(reports)).not.toContain('kim@');
  });

  test('sends an event once if SQS delivers it twice in one batch', async () => {
    const { consume, sandbox } = setUp();
    const body = writeRecord(record('order_1'));
    await consume(lambdaEvent([body, body]));
    expect(sandbox.events).toHaveLength(1);
  });

  test('with a store, sends an event once if SQS delivers it again days later', async () => {
    const values = new Map<string, string>();
    const { consume, sandbox } = setUp({
      store: {
        get: (key) => values.get(key),
        set: (key, value) => values.set(key, value),
        delete: (key) => values.delete(key),
        add: (key, value) => !values.has(key) && Boolean(values.set(key, value)),
      },
    });
    const body = writeRecord(record('order_1'));
    await consume(lambdaEvent([body]));
    const again = await consume(lambdaEvent([body]));
    expect(again.batchItemFailures).toEqual([]);
    expect(sandbox.events).toHaveLength(1);
  });

  test('deletes the message of a visitor who withdrew their consent, and sends the others', async () => {
    const asked: unknown[] = [];
    const { consume, reports, sandbox, sqs } = setUp({
      isStillAllowed: ({ wire }) => {
        asked.push(wire.user_data['em']);
        return wire.event_id !== 'order_1';
      },
    });
    const response = await consume(lambdaEvent(bodies(3)));
    expect(response.batchItemFailures).toEqual([]);
    expect(asked).toEqual([0, 1, 2].map((n) => record(`order_${n}`).event.wire.user_data['em']));
    expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['order_0', 'order_2']);
    expect(sqs.messagesOf(deadLetterQueueUrl)).toEqual([]);
    expect(reports[0]?.outcomes).toContainEqual(
      expect.objectContaining({ eventId: 'order_1', reason: 'consent_withdrawn' }),
    );
  });

  test('retries a message if isStillAllowed fails, and does not pause the others', async () => {
    const { consume, sandbox } = setUp({
      isStillAllowed: ({ wire }) =>
        wire.event_id === 'order_1' ? Promise.reject(new Error('database')) : true,
    });
    const response = await consume(lambdaEvent(bodies(2)));
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-1' }]);
    await consume(lambdaEvent([writeRecord(record('order_3'))]));
    expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['order_0', 'order_3']);
  });

  test.each([1, 'true', null, undefined, {}])(
    'retries a message if isStillAllowed returns %s, and reports an error that names isStillAllowed',
    async (answer) => {
      const { consume, reports, sandbox, sqs } = setUp({ isStillAllowed: () => answer as never });
      const response = await consume(lambdaEvent(bodies(1)));
      expect(response.batchItemFailures).toEqual([{ itemIdentifier: 'm-0' }]);
      expect(sqs.calls).toEqual(['ChangeMessageVisibilityBatch']);
      expect(sandbox.events).toEqual([]);
      expect(reports).toHaveLength(1);
      expect(reports[0]?.level).toBe('error');
      expect(reports[0]?.message).toContain('isStillAllowed returned neither true nor false');
    },
  );

  test('does not check the consent of an event in the store, and does not store a withdrawn event', async () => {
    const values = new Map<string, string>();
    let answer = false;
    let questions = 0;
    const { consume, sandbox } = setUp({
      store: {
        get: (key) => values.get(key),
        set: (key, value) => values.set(key, value),
        delete: (key) => values.delete(key),
        add: (key, value) => !values.has(key) && Boolean(values.set(key, value)),
      },
      isStillAllowed: () => {
        questions += 1;
        return answer;
      },
    });
    const [body = ''] = bodies(1);
    await consume(lambdaEvent([body]));
    expect(sandbox.events).toHaveLength(0);
    answer = true;
    await consume(lambdaEvent([body]));
    await consume(lambdaEvent([body]));
    expect(sandbox.events).toHaveLength(1);
    expect(questions).toBe(2);
  });

  test('sends an event that onlyOnce stored as queued, although both ends share one store', async () => {
    const values = new Map<string, string>();
    const store: OnceStore = {
      get: (key) => values.get(key),
      set: (key, value) => values.set(key, value),
      delete: (key) => values.delete(key),
      add: (key, value) => !values.has(key) && Boolean(values.set(key, value)),
    };
    const { sqs, consume, sandbox } = setUp({ store });
    const sink = onlyOnce(
      createSqsSink({ pixelId, whenConsentUnknown: 'drop', queueUrl, client: sqs }),
      store,
      { scope: pixelId },
    );
    const results = [
      await sink.sendEvents([purchase('order_1')]),
      await sink.sendEvents([purchase('order_1')]),
    ];
    expect(results.map(({ outcomes }) => outcomes[0]?.outcome)).toEqual(['queued', 'skipped']);
    const queued = sqs.messagesOf(queueUrl).map(({ body }) => body);
    expect(queued).toHaveLength(1);
    for (const body of [...queued, ...queued]) await consume(lambdaEvent([body]));
    expect(sandbox.events).toHaveLength(1);
  });

  test('sends other events although another consumer is sending one of them', async () => {
    let requests = 0;
    const { consume, sandbox } = setUp({
      fetch: (inner) => (input, init) => {
        requests += 1;
        return inner(input, init);
      },
      store: {
        get: (key) => (key.endsWith('order_0') ? 'sending' : undefined),
        set: () => undefined,
        delete: () => undefined,
        add: (key) => !key.endsWith('order_0'),
      },
    });
    const [sending = '', other = ''] = bodies(2);
    const first = await consume(lambdaEvent([sending]));
    expect(first.batchItemFailures).toHaveLength(1);
    expect(requests).toBe(0);
    const second = await consume(lambdaEvent([other]));
    expect(second.batchItemFailures).toEqual([]);
    expect(sandbox.events).toHaveLength(1);
  });

  test('answers before the Lambda function times out, even if Meta does not answer', async () => {
    const { consume, sqs } = setUp({
      fetch: () => () => new Promise(() => undefined),
      timeoutMs: 60_000,
    });
    const startedAt = performance.now();
    const context = { getRemainingTimeInMillis: () => 3500 };
    const response = await consume(lambdaEvent(bodies(1)), context);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    // Meta may have received the event, so a new message with this time replaces the old one.
    expect(response.batchItemFailures).toEqual([]);
    const stored = sqs.messagesOf(queueUrl).map(({ body }) => readRecord(body));
    expect(stored).toMatchObject([{ ok: true, record: { firstAmbiguousAt: expect.any(Number) } }]);
  });

  test('keeps every message if a client breaks its contract and rejects', async () => {
    const sqs = new FakeSqs();
    sqs.faults = ['refused', 'refused'];
    const consume = createSqsConsumer(
      { [pixelId]: { deliver: () => Promise.reject(new Error('kim@example.com')) } },
      { client: sqs, queueUrl, deadLetterQueueUrl, reporter: () => undefined },
    );
    expect(await consume(lambdaEvent(bodies(1)))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0' }],
    });
  });
});
