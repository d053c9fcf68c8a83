import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts';
import type { EventOutcome } from '../../src/event/outcome.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import type { AttemptResult } from '../../src/graph/attempt-result.ts';
import type { Graph, GraphRequest } from '../../src/graph/graph.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const utf8 = new TextDecoder();

interface Options {
  deadline?: number;
  signal?: AbortSignal;
  testEventCode?: string;
  maxAttempts?: number;
  dataProcessing?: object;
}

/** Sends events with these ids as one call; returns their outcomes. */
function createSend(graph: Graph): (ids: string[], options?: Options) => Promise<EventOutcome[]> {
  const delivery = createDelivery(graph);
  return async (ids, options = {}) => [...(await call(delivery, ids, options)).outcomes];
}

function call(delivery: Delivery, ids: string[], options: Options) {
  const { deadline = performance.now() + 2000, maxAttempts = 1, dataProcessing = {} } = options;
  const { signal, testEventCode } = options;
  const opened = delivery.open(
    { deadline, signal, testEventCode, maxAttempts, warnings: [] },
    ids.length,
  );
  ids.forEach((event_id, at) => {
    const wire = { event_name: 'Lead', event_id, event_time: Date.now() / 1000, ...dataProcessing };
    delivery.add(opened, { wire } as unknown as PreparedEvent, ids.length - at - 1);
  });
  return delivery.settled(opened);
}

function write({ body }: GraphRequest): string[] {
  const { data } = JSON.parse(utf8.decode(body('"access_token":"t"')));
  return data.map(({ event_id }: { event_id: string }) => event_id);
}

const rejected: AttemptResult = {
  outcome: 'rejected',
  error: { status: 400, category: 'payload', retryable: false, ambiguous: false, message: 'm' },
};

function delivered(eventsReceived: number): AttemptResult {
  return { outcome: 'delivered', eventsReceived, warnings: [] };
}

/** Responds after `ms`; rejects every request that contains an event whose id begins with `bad`. */
function graphLike(ms: number): { send: Graph; requests: string[][]; most: () => number } {
  const requests: string[][] = [];
  let inFlight = 0;
  let most = 0;
  const send: Graph = async (request) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    const ids = write(request);
    requests.push(ids);
    await sleep(ms);
    inFlight -= 1;
    return ids.some((id) => id.startsWith('bad')) ? rejected : delivered(ids.length);
  };
  return { send, requests, most: () => most };
}

/** Never responds to what it has read. */
const silentGraph: Graph = (request) => {
  write(request);
  return new Promise(() => undefined);
};

function kinds(outcomes: readonly EventOutcome[]): string[] {
  return outcomes.map(({ outcome }) => outcome);
}

describe('createDelivery', () => {
  test('sends a single event in the turn of its call', async () => {
    const { send, requests } = graphLike(0);
    const outcomes = createSend(send)(['a']);
    await Promise.resolve();
    await Promise.resolve();
    expect(requests).toEqual([['a']]);
    expect(kinds(await outcomes)).toEqual(['delivered']);
  });

  test('calls of one turn share a request, each with its own outcomes', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const all = await Promise.all([deliver(['a', 'b']), deliver(['c'])]);
    expect(requests).toEqual([['a', 'b', 'c']]);
    expect(all.map(kinds)).toEqual([['delivered', 'delivered'], ['delivered']]);
    expect(all.flat().map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
  });

  test('a burst of 5,000 calls takes at most 8 requests at a time and few in all', async () => {
    const { send, requests, most } = graphLike(10);
    const deliver = createSend(send);
    const calls = Array.from({ length: 5000 }, async (_, index) => {
      if (index % 100 === 0) await sleep(index / 100);
      return deliver([`e${index}`]);
    });
    const outcomes = (await Promise.all(calls)).flat();
    expect(new Set(kinds(outcomes))).toEqual(new Set(['delivered']));
    expect(outcomes).toHaveLength(5000);
    expect(most()).toBeLessThanOrEqual(8);
    expect(requests.length).toBeLessThan(100);
    expect(Math.max(...requests.map(({ length }) => length))).toBeLessThanOrEqual(1000);
  });

  test('a call that fits into one request is not cut in two', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const ids = (name: string) => Array.from({ length: 600 }, (_, n) => `${name}${n}`);
    await Promise.all([deliver(ids('a')), deliver(ids('b'))]);
    expect(requests).toEqual([ids('a'), ids('b')]);
  });

  test('events with another test event code, data use or attempt limit are sent separately', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const limited = { data_processing_options: ['LDU'], data_processing_options_country: 1 };
    await Promise.all([
      deliver(['a']),
      deliver(['b'], { testEventCode: 'TEST1' }),
      deliver(['c'], { dataProcessing: limited }),
      deliver(['d'], { maxAttempts: 2 }),
      deliver(['e']),
    ]);
    expect(requests).toEqual([['a', 'e'], ['b'], ['c'], ['d']]);
  });

  test('F-35 one bad event in 1000 is found in at most 21 requests, and only it is rejected', async () => {
    for (const place of [0, 1, 499, 500, 998, 999]) {
      const { send, requests } = graphLike(0);
      const ids = Array.from({ length: 1000 }, (_, at) => (at === place ? 'bad' : `e${at}`));
      const outcomes = await createSend(send)(ids);
      expect(requests.length).toBeLessThanOrEqual(21);
      expect(kinds(outcomes).filter((outcome) => outcome === 'rejected')).toHaveLength(1);
      expect(outcomes[place]).toMatchObject(rejected);
    }
  });

  test('F-35 a rejected shared request is split between calls first', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const [good, bad] = await Promise.all([deliver(['a', 'b', 'c']), deliver(['bad', 'd'])]);
    expect(requests.slice(0, 3)).toEqual([
      ['a', 'b', 'c', 'bad', 'd'],
      ['a', 'b', 'c'],
      ['bad', 'd'],
    ]);
    expect(kinds(good)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(kinds(bad)).toEqual(['rejected', 'delivered']);
  });

  test('a request that is rejected for its access is not split', async () => {
    const requests: string[][] = [];
    const error = { ...Object(rejected).error, category: 'access' };
    const deliver = createSend((request) => {
      requests.push(write(request));
      return Promise.resolve({ outcome: 'rejected', error });
    });
    expect(kinds(await deliver(['a', 'b', 'c']))).toEqual(Array(3).fill('rejected'));
    expect(requests).toEqual([['a', 'b', 'c']]);
  });

  test('no call takes longer than its own deadline, in flight or waiting', async () => {
    const deliver = createSend(silentGraph);
    const start = performance.now();
    const waits = Array.from({ length: 40 }, async (_, index) => {
      await sleep(index);
      const timeoutMs = 100 + index;
      const called = performance.now();
      const [outcome] = await deliver([`e${index}`], { deadline: called + timeoutMs });
      expect(performance.now() - called).toBeLessThan(timeoutMs + 400);
      return outcome?.outcome;
    });
    const seen = await Promise.all(waits);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(seen.filter((outcome) => outcome === 'ambiguous').length).toBeGreaterThanOrEqual(8);
    expect(seen.every((outcome) => outcome === 'ambiguous' || outcome === 'notSent')).toBe(true);
  });

  test('an aborted call ends at once and the others go on', async () => {
    const { send } = graphLike(600);
    const deliver = createSend(send);
    const controller = new AbortController();
    const aborted = deliver(['a'], { signal: controller.signal });
    const other = deliver(['b']);
    setTimeout(() => controller.abort(), 10);
    const start = performance.now();
    expect(kinds(await aborted)).toEqual(['ambiguous']);
    expect(performance.now() - start).toBeLessThan(500);
    expect(kinds(await other)).toEqual(['delivered']);
  });

  test('an event object is not kept while its request waits for a response', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const delivery = createDelivery(silentGraph);
    const send = (): WeakRef<object> => {
      const opened = delivery.open(
        {
          deadline: performance.now() + 2000,
          signal: undefined,
          testEventCode: undefined,
          maxAttempts: 1,
          warnings: [],
        },
        1,
      );
      const wire = { event_name: 'Lead', event_id: 'a', event_time: Date.now() / 1000 };
      delivery.add(opened, { wire } as unknown as PreparedEvent, 0);
      void delivery.settled(opened);
      return new WeakRef(wire);
    };
    const sent = send();
    await sleep(10);
    collectGarbage();
    expect(sent.deref()).toBeUndefined();
  });

  test('a call that is too late or aborted when it is made is not sent', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const all = await Promise.all([
      deliver(['other']),
      deliver(['late'], { deadline: performance.now() }),
      deliver(['aborted'], { signal: AbortSignal.abort() }),
    ]);
    expect(all.map(kinds)).toEqual([['delivered'], ['notSent'], ['notSent']]);
    expect(requests).toEqual([['other']]);
  });

  test('a call whose deadline passed while the process was busy is not sent', async () => {
    const { send, requests } = graphLike(0);
    const outcomes = createSend(send)(['a'], { deadline: performance.now() + 20 });
    const busyUntil = performance.now() + 40;
    while (performance.now() < busyUntil);
    expect(kinds(await outcomes)).toEqual(['notSent']);
    expect(requests).toEqual([]);
  });

  test('a call aborted after its shared request was rejected and split is notSent', async () => {
    const requests: GraphRequest[] = [];
    const deliver = createSend((request) => {
      if (requests.push(request) > 1) return new Promise(() => undefined);
      write(request);
      return Promise.resolve(rejected);
    });
    const controller = new AbortController();
    const mine = deliver(['a'], { signal: controller.signal });
    void deliver(['b']);
    setTimeout(() => controller.abort(), 20);
    expect(kinds(await mine)).toEqual(['notSent']);
    expect(requests.length).toBeGreaterThan(1);
  });

  test.each([
    ['notSent', 'has not been sent', undefined],
    ['ambiguous', 'has been sent', write],
  ])(
    'a call aborted while its request %s … %s: its request is cancelled',
    async (expected, _, read) => {
      let isCancelled = false;
      const deliver = createSend((request) => {
        read?.(request);
        request.cancellation.onCancel = () => {
          isCancelled = true;
        };
        return new Promise(() => undefined);
      });
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      const outcomes = await deliver(['a'], { signal: controller.signal });
      expect(kinds(outcomes)).toEqual([expected]);
      expect(isCancelled).toBe(true);
    },
  );

  test('a batch that waits is dropped when its only call is aborted', async () => {
    const requests: string[][] = [];
    const deliver = createSend((request) => {
      requests.push(write(request));
      return new Promise(() => undefined);
    });
    const busy = Array.from({ length: 8 }, (_, n) =>
      deliver([`busy${n}`], { testEventCode: `T${n}` }),
    );
    await sleep(20);
    const controller = new AbortController();
    const waiting = deliver(['waiting'], { signal: controller.signal });
    controller.abort();
    expect(kinds(await waiting)).toEqual(['notSent']);
    await Promise.all(busy);
    expect(requests.flat()).not.toContain('waiting');
  });
});
