import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSqsConsumer } from '../src/sqs/consumer.ts';
import type { SqsConsumerOptions } from '../src/sqs/consumer-options.ts';
import { listDeadLetters } from '../src/sqs/dead-letters.ts';
import { enqueue } from '../src/sqs/enqueue.ts';
import { writeRecord } from '../src/sqs/record.ts';
import { failedIds, invokeOnce, type LambdaHandler } from './event-source.ts';
import { deadLetterQueueUrl, pixelId, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';
import { poisonBodies } from './poison.ts';

const visibilityTimeoutMs = 180_000;
const startedAt = Date.parse('2026-11-27T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: startedAt });
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp(overrides: Partial<SqsConsumerOptions> = {}) {
  const sqs = new FakeSqs();
  sqs.visibilityTimeoutMs = visibilityTimeoutMs;
  sqs.redrive = { queueUrl, deadLetterQueueUrl, maxReceiveCount: 1000 };
  const sandbox = createSandbox({ now: () => Date.now() });
  const graph = { isDown: false, requestTimes: [] as number[] };
  const capi = createCapiClient({
    pixelId,
    accessToken: 'EAAcanarytokencanarytoken',
    whenConsentUnknown: 'drop',
    fetch: (input, init) => {
      graph.requestTimes.push(Date.now());
      return graph.isDown
        ? Promise.resolve(new Response('', { status: 503 }))
        : sandbox.fetch(input, init);
    },
  });
  const createFunction = (): LambdaHandler =>
    createSqsConsumer(
      { [pixelId]: capi },
      {
        client: sqs,
        queueUrl,
        deadLetterQueueUrl,
        timeoutMs: 100,
        reporter: () => undefined,
        ...overrides,
      },
    );
  const send = async (bodies: readonly string[]): Promise<void> => {
    const messages = bodies.map((body) => ({ body }));
    const stored = await enqueue(sqs, messages, { queueUrl, timeoutMs: 5000 });
    expect(stored.every(({ stored: state }) => state === 'yes')).toBe(true);
  };
  const countedIds = (): string[] => sandbox.counted.map(({ eventId }) => String(eventId));
  return { sqs, graph, createFunction, send, countedIds };
}

const ids = (count: number) => Array.from({ length: count }, (_, n) => `order_${n}`);
const bodiesOf = (eventIds: readonly string[]) => eventIds.map((id) => writeRecord(record(id)));

/** Advances both clocks to the next moment at which a message is visible. */
function advance(sqs: FakeSqs, until: number): void {
  const times = sqs.messagesOf(queueUrl).map(({ visibleAt }) => visibleAt);
  const next = Math.min(...times.filter((visibleAt) => visibleAt > sqs.now), until);
  sqs.now = Math.max(next, sqs.now + 1000);
  vi.setSystemTime(startedAt + sqs.now);
}

describe("Lambda's rules for a partial batch response", () => {
  test.each<[string, unknown, string]>([
    ['nothing', null, ''],
    ['an empty object', {}, ''],
    ['an empty list', { batchItemFailures: [] }, ''],
    ['null', { batchItemFailures: null }, ''],
    ['a misspelt outer key', { batchItemFailure: [{ itemIdentifier: 'a' }] }, ''],
    ['one id', { batchItemFailures: [{ itemIdentifier: 'b' }] }, 'b'],
    ['an unknown id', { batchItemFailures: [{ itemIdentifier: 'c' }] }, 'ab'],
    ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, 'ab'],
    ['a null id', { batchItemFailures: [{ itemIdentifier: null }] }, 'ab'],
    ['a misspelt inner key', { batchItemFailures: [{ itemIdentifer: 'b' }] }, 'ab'],
  ])('%s', (_, response, failed) => {
    expect([...failedIds(response, ['a', 'b'])].join('')).toBe(failed);
  });

  test('a handler with a misspelt outer key loses every failed event', async () => {
    const { sqs, send } = setUp();
    await send(bodiesOf(ids(3)));
    const handler: LambdaHandler = async ({ Records }) => ({
      batchItemFailure: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    await invokeOnce({ sqs, queueUrl, handler, batchSize: 10 });
    expect(sqs.messagesOf(queueUrl)).toHaveLength(0);
  });
});

describe('createSqsConsumer behind an event source', () => {
  test('moves unreadable messages to the dead-letter queue with the reason, and sends the events between them', async () => {
    const { sqs, createFunction, send, countedIds } = setUp();
    const poison = poisonBodies();
    const good = ids(poison.length);
    const mixed = bodiesOf(good).flatMap((body, n) => [poison[n]?.[1] ?? '', body]);
    await send(mixed);
    const handler = createFunction();
    while ((await invokeOnce({ sqs, queueUrl, handler, batchSize: 25 })) > 0);
    expect(sqs.messagesOf(queueUrl)).toEqual([]);
    expect(countedIds().toSorted()).toEqual(good.toSorted());
    const dead = sqs.messagesOf(deadLetterQueueUrl);
    const letters = await listDeadLetters({ client: sqs, deadLetterQueueUrl }, { max: 1000 });
    const reasonOf = new Map(letters.map(({ messageId, reason }) => [messageId, reason]));
    const byBody = new Map(dead.map(({ body, id }) => [body, reasonOf.get(id)]));
    const reasons = poison.map(([name, body]) => [name, byBody.get(body)]);
    expect(reasons).toEqual(poison.map(([name]) => [name, 'unreadable']));
    // Only the message of the maximum size has no room for the attribute.
    expect(dead.filter(({ attributes }) => attributes['reason'] === undefined)).toHaveLength(1);
    expect(poison.length).toBeGreaterThan(40);
  });

  test('answers before the function times out, and loses nothing if it is killed', async () => {
    const { sqs, graph, createFunction, send, countedIds } = setUp();
    await send(bodiesOf(ids(5)));
    const killed: LambdaHandler = () => new Promise(() => undefined);
    await invokeOnce({ sqs, queueUrl, handler: killed, batchSize: 10, timeoutMs: 20 });
    expect(sqs.messagesOf(queueUrl)).toHaveLength(5);
    graph.isDown = true;
    advance(sqs, Number.POSITIVE_INFINITY);
    await invokeOnce({ sqs, queueUrl, handler: createFunction(), batchSize: 10 });
    graph.isDown = false;
    const handler = createFunction();
    for (let n = 0; n < 50 && sqs.messagesOf(queueUrl).length > 0; n += 1) {
      advance(sqs, Number.POSITIVE_INFINITY);
      await invokeOnce({ sqs, queueUrl, handler, batchSize: 10 });
    }
    expect(countedIds().toSorted()).toEqual(ids(5));
  });

  test.each<[string, unknown, string]>([
    ['no records', {}, ''],
    ['nothing', undefined, ''],
    ['records that are null', { Records: null }, ''],
    ['a record that is null', { Records: [null] }, ''],
    ['a record without fields', { Records: [{}] }, ''],
    ['a record with only an id', { Records: [{ messageId: 'a' }] }, '{"itemIdentifier":"a"}'],
  ])('never throws, and returns only ids from its input: %s', async (_, event, failures) => {
    const { createFunction } = setUp();
    const response = await createFunction()(event as never, undefined as never);
    expect(JSON.stringify(response)).toBe(`{"batchItemFailures":[${failures}]}`);
  });

  test('makes one request when a pause ends, for any number of waiting batches', async () => {
    const { sqs, graph, createFunction, send } = setUp();
    await send(bodiesOf(ids(12)));
    const handler = createFunction();
    // The client sends one request at a time until its first success.
    await invokeOnce({ sqs, queueUrl, handler, batchSize: 1 });
    graph.isDown = true;
    await invokeOnce({ sqs, queueUrl, handler, batchSize: 1 });
    sqs.now += 60_000;
    vi.setSystemTime(startedAt + sqs.now);
    const before = graph.requestTimes.length;
    const batches = Array.from({ length: 10 }, () =>
      invokeOnce({ sqs, queueUrl, handler, batchSize: 1 }),
    );
    expect(await Promise.all(batches)).toEqual(batches.map(() => 1));
    expect(graph.requestTimes.length - before).toBe(1);
  });

  test('loses nothing if an outage fills the queue with messages in flight', async () => {
    const { sqs, graph, createFunction, send, countedIds } = setUp();
    sqs.maxInFlight = 10;
    await send(bodiesOf(ids(40)));
    graph.isDown = true;
    const handler = createFunction();
    const source = { sqs, queueUrl, handler, batchSize: 5 };
    expect(await invokeOnce(source)).toBe(5);
    // The five messages of the probe are stored again with a delay, so they are not in flight.
    expect(await invokeOnce(source)).toBe(5);
    expect(await invokeOnce(source)).toBe(5);
    expect(await invokeOnce(source)).toBe(0);
    graph.isDown = false;
    for (let turn = 0; sqs.messagesOf(queueUrl).length > 0 && turn < 500; turn += 1) {
      if ((await invokeOnce(source)) === 0) advance(sqs, sqs.now + 60_000);
    }
    expect(countedIds().toSorted()).toEqual(ids(40).toSorted());
  });

  test('makes at most 120 requests an hour while Meta is down for six hours, and loses nothing', async () => {
    const { sqs, graph, createFunction, send, countedIds } = setUp();
    const hour = 3_600_000;
    const good = ids(100);
    // MaximumConcurrency: 5 functions, each with a separate circuit breaker.
    const functions = Array.from({ length: 5 }, createFunction);
    graph.isDown = true;
    let sent = 0;
    for (let turn = 0; sqs.now < 6 * hour; turn += 1) {
      // New events during the first five hours.
      const due = Math.min(good.length, Math.ceil((sqs.now / (5 * hour)) * good.length) + 1);
      if (due > sent) await send(bodiesOf(good.slice(sent, due)));
      sent = due;
      const handler = functions[turn % functions.length] ?? createFunction();
      const received = await invokeOnce({ sqs, queueUrl, handler, batchSize: 5 });
      if (received === 0) advance(sqs, sqs.now + 60_000);
    }
    const perHour = Array.from(
      { length: 6 },
      (_, n) => graph.requestTimes.filter((at) => Math.floor((at - startedAt) / hour) === n).length,
    );
    expect(Math.max(...perHour)).toBeLessThanOrEqual(120);
    expect(Math.min(...perHour)).toBeGreaterThan(0);
    const receives = sqs.messagesOf(queueUrl).map(({ receiveCount }) => receiveCount);
    expect(Math.max(...receives)).toBeLessThan(200);

    graph.isDown = false;
    for (let turn = 0; sqs.messagesOf(queueUrl).length > 0 && turn < 2000; turn += 1) {
      const handler = functions[turn % functions.length] ?? createFunction();
      const received = await invokeOnce({ sqs, queueUrl, handler, batchSize: 5 });
      if (received === 0) advance(sqs, sqs.now + 60_000);
    }
    expect(countedIds().toSorted()).toEqual(good.toSorted());
    expect(sqs.messagesOf(deadLetterQueueUrl)).toEqual([]);
  });
});
