import { getEventListeners } from 'node:events';
import { type CapiEvent, createCapiClient, prepareEvent, type SendResult } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { freePort } from '@meta-capi/stand-ins/emulator';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { enqueue } from '../src/sqs/enqueue.ts';
import { readRecord, writeRecord } from '../src/sqs/record.ts';
import { signedSqs } from '../src/sqs/signed-sqs.ts';
import { createSqsSink } from '../src/sqs/sqs-sink.ts';
import type { SqsSinkOptions } from '../src/sqs/sqs-sink-options.ts';
import { pixelId, purchase, queueUrl } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

const token = 'EAAcanarytokencanarytoken';

function setUp(overrides: Partial<SqsSinkOptions> = {}) {
  const sqs = new FakeSqs();
  const sandbox = createSandbox();
  const capi = createCapiClient({
    pixelId,
    accessToken: token,
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const sink = createSqsSink({
    pixelId,
    whenConsentUnknown: 'drop',
    queueUrl,
    client: sqs,
    fallback: capi,
    ...overrides,
  });
  return { sqs, sandbox, capi, sink };
}

const outcomesOf = ({ outcomes }: SendResult) => outcomes.map(({ outcome }) => outcome);
const purchases = (count: number) =>
  Array.from({ length: count }, (_, n) => purchase(`order_${n}`));

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createSqsSink', () => {
  test('stores prepared events: no raw personal data, no token', async () => {
    const { sqs, sink, sandbox } = setUp();
    const result = await sink.sendEvents(purchases(3));
    expect(result).toMatchObject({ ok: true, queued: true, eventsReceived: 0 });
    expect(outcomesOf(result)).toEqual(['queued', 'queued', 'queued']);
    const bodies = sqs.messagesOf(queueUrl).map(({ body }) => body);
    expect(bodies.every((body) => readRecord(body).ok)).toBe(true);
    expect(bodies.join()).not.toMatch(/example\.com|6912345678|691 234|EAAcanary/);
    expect(sandbox.events).toHaveLength(0);
  });

  test('applies consent before it stores an event', async () => {
    const { sqs, sink } = setUp();
    const result = await sink.sendEvents([
      purchase('a', { visitor: { consent: 'denied' } }),
      purchase('b', { visitor: {} }),
      purchase('c'),
    ]);
    expect(result.outcomes.map(({ reason }) => reason)).toEqual([
      'consent_denied',
      'consent_unknown',
      undefined,
    ]);
    expect(sqs.messagesOf(queueUrl)).toHaveLength(1);
  });

  test('splits into batches of ten', async () => {
    const { sqs, sink } = setUp();
    await sink.sendEvents(purchases(25));
    expect(sqs.calls).toEqual(Array.from({ length: 3 }, () => 'SendMessageBatch'));
    expect(sqs.messagesOf(queueUrl)).toHaveLength(25);
  });

  test('splits into batches by size, and sends an event directly if it is too large for a message', async () => {
    const { sqs, sink, sandbox } = setUp({ maxBatchBytes: 262_144 });
    sqs.maxBytes = 262_144;
    const note = 'é'.repeat(50_000);
    const large = Array.from({ length: 5 }, (_, n) =>
      purchase(`large_${n}`, { customData: { value: 1, currency: 'EUR', content_name: note } }),
    );
    const huge = purchase('huge', {
      customData: { value: 1, currency: 'EUR', content_name: 'é'.repeat(140_000) },
    });
    const result = await sink.sendEvents([...large, huge]);
    expect(outcomesOf(result)).toEqual([...large.map(() => 'queued'), 'delivered']);
    expect(sqs.messagesOf(queueUrl)).toHaveLength(5);
    expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['huge']);
  });

  test('sends only the failed entries of a batch again', async () => {
    const { sqs, sink } = setUp();
    sqs.faults = [{ failIds: ['1', '3'] }];
    const result = await sink.sendEvents(purchases(5));
    expect(outcomesOf(result)).toEqual(purchases(5).map(() => 'queued'));
    expect(sqs.messagesOf(queueUrl)).toHaveLength(5);
  });

  test.each(['refused', 'throttled', 'hang'] as const)(
    'sends directly in the remaining time after two attempts that end with: %s',
    async (fault) => {
      const { sqs, sink, sandbox } = setUp();
      sqs.faults = [fault, fault];
      const startedAt = performance.now();
      const result = await sink.sendEvents([purchase('order_1')]);
      expect(performance.now() - startedAt).toBeLessThan(3000);
      expect(result).toMatchObject({ ok: true, eventsReceived: 1 });
      expect(outcomesOf(result)).toEqual(['delivered']);
      expect(sqs.calls).toHaveLength(2);
      expect(sandbox.events).toHaveLength(1);
    },
  );

  test('reports an event that is definitely not stored as notSent, with the fix', async () => {
    const { sqs, sink } = setUp({ fallback: undefined });
    sqs.faults = ['refused', 'refused'];
    const result = await sink.sendEvents([purchase('order_1')]);
    expect(result).toMatchObject({ ok: false, skipped: false, status: 0 });
    expect(result.outcomes[0]).toMatchObject({
      outcome: 'notSent',
      error: {
        retryable: true,
        ambiguous: false,
        message:
          'SQS did not confirm this event (ECONNREFUSED). Set `fallback` to a client that sends such events directly.',
      },
    });
  });

  test('reports a refused connection as notSent, also from signedSqs', async () => {
    const { sink } = setUp({
      fallback: undefined,
      client: signedSqs({
        region: 'eu-west-1',
        credentials: () => ({ accessKeyId: 'made-up', secretAccessKey: 'made-up' }),
        endpoint: `http://127.0.0.1:${await freePort()}`,
      }),
    });
    const result = await sink.sendEvents([purchase('order_1')]);
    expect(result.outcomes[0]).toMatchObject({
      outcome: 'notSent',
      error: { message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  test('reports an event that may be stored as ambiguous, also if the second attempt is refused', async () => {
    const { sqs, sink } = setUp({ fallback: undefined });
    sqs.faults = ['storedThenReset', 'throttled'];
    const result = await sink.sendEvents([purchase('order_1')]);
    expect(outcomesOf(result)).toEqual(['ambiguous']);
    expect(sqs.messagesOf(queueUrl)).toHaveLength(1);
  });

  test('obeys the deadline and the signal of the caller', async () => {
    const { sqs, sink, sandbox } = setUp();
    sqs.faults = ['hang', 'hang'];
    const startedAt = performance.now();
    const late = await sink.sendEvents([purchase('a')], { timeoutMs: 200 });
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(outcomesOf(late)).toEqual(['ambiguous']);
    const aborted = await sink.sendEvents([purchase('b')], { signal: AbortSignal.abort() });
    expect(outcomesOf(aborted)).toEqual(['notSent']);
    expect(sandbox.events).toHaveLength(0);
  });

  test.each([
    ['the first attempt', 50, 1],
    ['the second attempt', 600, 2],
  ])('answers immediately if the caller aborts during %s', async (_, afterMs, calls) => {
    const { sqs, sink, sandbox } = setUp();
    sqs.faults = ['hang', 'hang'];
    const controller = new AbortController();
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort();
    }, afterMs);
    const result = await sink.sendEvents([purchase('order_1')], { signal: controller.signal });
    expect(performance.now() - abortedAt).toBeLessThan(200);
    expect(sqs.calls).toHaveLength(calls);
    expect(result.outcomes[0]).toMatchObject({
      outcome: 'ambiguous',
      error: {
        message: 'SQS did not confirm this event (AbortError). The caller aborted the call.',
      },
    });
    expect(sandbox.events).toHaveLength(0);
  });

  test('leaves no listener on the signal of the caller', async () => {
    const { sink } = setUp();
    const { signal } = new AbortController();
    await sink.sendEvents(purchases(25), { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('leaves room in a message for the data that the consumer adds', async () => {
    const { sqs, sink } = setUp({ fallback: undefined });
    const sizeOf = (event: CapiEvent): number => {
      const prepared = prepareEvent(event, { whenConsentUnknown: 'drop' });
      if (!prepared.ok) throw new Error(prepared.reason);
      return Buffer.byteLength(writeRecord({ v: 1, pixelId, event: prepared.event }));
    };
    const event = (length: number): CapiEvent =>
      purchase('large', {
        customData: { value: 1, currency: 'EUR', content_name: 'x'.repeat(length) },
      });
    const overhead = sizeOf(event(1)) - 1;
    const exact = await sink.sendEvents([event(sqs.maxBytes - overhead)]);
    expect(exact.outcomes[0]?.error?.message).toContain('MessageTooLong');
    const fits = await sink.sendEvents([event(sqs.maxBytes - overhead - 200)]);
    expect(outcomesOf(fits)).toEqual(['queued']);
    // The consumer can store it again with `firstAmbiguousAt`, and as a dead letter with a reason.
    const [message] = sqs.messagesOf(queueUrl).splice(0);
    const reading = readRecord(message?.body);
    if (!reading.ok) throw new Error(reading.issue);
    const doubtful = { ...reading.record, firstAmbiguousAt: Date.now() };
    const stored = await enqueue(
      sqs,
      [{ body: writeRecord(doubtful), attributes: { reason: 'unknown_pixel' } }],
      { queueUrl, timeoutMs: 1000 },
    );
    expect(stored).toEqual([{ stored: 'yes' }]);
  });

  test('keeps the test event code with the event', async () => {
    const { sqs, sink } = setUp({ testEventCode: 'TEST1' });
    await sink.sendEvents([purchase('a', { testMode: true })]);
    await sink.sendEvents([purchase('b', { testMode: true })], { testEventCode: 'TEST2' });
    const codes = sqs.messagesOf(queueUrl).map(({ body }) => {
      const reading = readRecord(body);
      return reading.ok ? reading.record.testEventCode : undefined;
    });
    expect(codes).toEqual(['TEST1', 'TEST2']);
  });

  test.each<[string, Partial<SqsSinkOptions>, string, string]>([
    ['no queue URL', { queueUrl: undefined }, 'not_configured', 'queueUrl'],
    ['an invalid queue URL', { queueUrl: 'events' }, 'bad_configuration', 'queueUrl'],
    ['a FIFO queue', { queueUrl: `${queueUrl}.fifo` }, 'bad_configuration', 'queueUrl'],
    ['no pixel id', { pixelId: undefined }, 'not_configured', 'pixelId'],
    ['an invalid pixel id', { pixelId: 'abc' }, 'bad_configuration', 'pixelId'],
    ['no policy', { whenConsentUnknown: undefined }, 'not_configured', 'whenConsentUnknown'],
    [
      'a misspelt policy',
      { whenConsentUnknown: 'Drop' as never },
      'bad_configuration',
      'whenConsentUnknown',
    ],
    [
      'a client without methods',
      { client: { send: () => undefined } as never },
      'bad_configuration',
      'client',
    ],
  ])(
    'reports a wrong configuration once and with every send: %s',
    async (_, overrides, reason, path) => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const { sink } = setUp(overrides);
      const result = await sink.sendEvents([purchase('order_1')]);
      expect(result).toMatchObject({ ok: false, skipped: true, reason });
      expect(result.warnings[0]?.path).toBe(path);
      expect(warn).toHaveBeenCalledTimes(1);
    },
  );

  test.each<[string, unknown]>([
    ['no list', undefined],
    ['a list without events', [null, 5, 'x', {}]],
    [
      'an object that throws',
      [
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('kim@example.com');
            },
          },
        ),
      ],
    ],
  ])('never rejects: %s', async (_, events) => {
    const { sink } = setUp();
    const result = await sink.sendEvents(events as CapiEvent[]);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('kim@');
  });
});
