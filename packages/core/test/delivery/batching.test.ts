import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { AttemptResult } from '../../src/graph/attempt-result.ts';
import type { GraphRequest } from '../../src/graph/graph.ts';
import {
  call,
  createSend,
  delivered,
  graphLike,
  graphThatStalls,
  inTime,
  kinds,
  type Options,
  rejected,
  silentGraph,
  sleep,
  write,
} from './deliveries.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createDelivery', () => {
  test('sends a single event in the turn of its call', async () => {
    const { send, requests } = graphLike(0);
    const outcomes = createSend(send)(['a']);
    await Promise.resolve();
    await Promise.resolve();
    expect(requests).toEqual([['a']]);
    expect(kinds(await inTime(outcomes))).toEqual(['delivered']);
  });

  test('calls of one turn share a request, each with its own outcomes', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const all = await inTime(Promise.all([deliver(['a', 'b']), deliver(['c'])]));
    expect(requests).toEqual([['a', 'b', 'c']]);
    expect(all.map(kinds)).toEqual([['delivered', 'delivered'], ['delivered']]);
    expect(all.flat().map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('events are not added to a request that is in flight', async () => {
    const { send, requests } = graphLike(100);
    const deliver = createSend(send);
    const first = deliver(['a']);
    await vi.advanceTimersByTimeAsync(1);
    const all = await inTime(Promise.all([first, deliver(['b'])]));
    expect(requests).toEqual([['a'], ['b']]);
    expect(all.map(kinds)).toEqual([['delivered'], ['delivered']]);
  });

  test.each([
    ['600 and 600 events take two requests', 600, 600, [600, 600]],
    ['400 and 600 events share one', 400, 600, [1000]],
    ['401 and 600 events take two', 401, 600, [401, 600]],
    ['1 and 1500 events take three', 1, 1500, [1, 1000, 500]],
  ])('a call that fits into one request is not cut in two: %s', async (_, first, second, sizes) => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const ids = (name: string, count: number) => Array.from({ length: count }, (__, n) => name + n);
    await inTime(Promise.all([deliver(ids('a', first)), deliver(ids('b', second))]));
    expect(requests.map(({ length }) => length)).toEqual(sizes);
    expect(requests.flat()).toEqual([...ids('a', first), ...ids('b', second)]);
  });

  const limited = (country: number, state: number) => ({
    dataProcessing: {
      data_processing_options: ['LDU'],
      data_processing_options_country: country,
      data_processing_options_state: state,
    },
  });

  test('events with another test event code, data use or attempt limit are sent separately', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const calls: [string, Options][] = [
      ['plain', {}],
      ['test', { testEventCode: 'TEST1' }],
      ['other test', { testEventCode: 'TEST2' }],
      ['limited', limited(1, 1000)],
      ['other country', limited(0, 1000)],
      ['other state', limited(1, 0)],
      ['not limited', { dataProcessing: { data_processing_options: [] } }],
      ['two attempts', { maxAttempts: 2 }],
      ['plain again', {}],
      ['test again', { testEventCode: 'TEST1' }],
      ['limited again', limited(1, 1000)],
      ['two attempts again', { maxAttempts: 2 }],
    ];
    await inTime(Promise.all(calls.map(([id, options]) => deliver([id], options))));
    expect(requests).toEqual([
      ['plain', 'plain again'],
      ['test', 'test again'],
      ['other test'],
      ['limited', 'limited again'],
      ['other country'],
      ['other state'],
      ['not limited'],
      ['two attempts', 'two attempts again'],
    ]);
  });

  test('F-35 a rejected shared request is split between calls first', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const [good, bad] = await inTime(
      Promise.all([deliver(['a', 'b', 'c']), deliver(['bad', 'd'])]),
    );
    expect(requests.slice(0, 3)).toEqual([
      ['a', 'b', 'c', 'bad', 'd'],
      ['a', 'b', 'c'],
      ['bad', 'd'],
    ]);
    expect(kinds(good)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(kinds(bad)).toEqual(['rejected', 'delivered']);
  });

  test('a rejected request with one event that a call still waits for is not split', async () => {
    const { send, requests } = graphLike(100);
    const deliver = createSend(send);
    const controller = new AbortController();
    const aborted = deliver(['a'], { signal: controller.signal });
    const bad = deliver(['bad']);
    setTimeout(() => controller.abort(), 50);
    expect((await inTime(Promise.all([aborted, bad]))).map(kinds)).toEqual([
      ['ambiguous'],
      ['rejected'],
    ]);
    expect(requests).toEqual([['a', 'bad']]);
  });

  test('the parts of a rejected request are sent before calls that wait', async () => {
    const requests: string[][] = [];
    const deliver = createSend(async (request) => {
      const ids = write(request);
      requests.push(ids);
      if (!ids.includes('bad')) return new Promise(() => undefined);
      await sleep(50);
      return rejected;
    });
    for (let n = 0; n < 7; n += 1) void deliver([`busy${n}`], { testEventCode: `T${n}` });
    void deliver(['a', 'bad']);
    await vi.advanceTimersByTimeAsync(20);
    void deliver(['waiting']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests.slice(7)).toEqual([['a', 'bad'], ['a'], ['bad'], ['waiting']]);
  });

  test('a request that is rejected for its access is not split', async () => {
    const requests: string[][] = [];
    const error = { ...Object(rejected).error, category: 'access' };
    const deliver = createSend((request) => {
      requests.push(write(request));
      return Promise.resolve({ outcome: 'rejected', error });
    });
    expect(kinds(await inTime(deliver(['a', 'b', 'c'])))).toEqual(Array(3).fill('rejected'));
    expect(requests).toEqual([['a', 'b', 'c']]);
  });

  test('no call takes longer than its own deadline, in flight or waiting', async () => {
    const deliver = createSend(silentGraph);
    const waits = Array.from({ length: 40 }, async (_, index) => {
      await sleep(index);
      const called = performance.now();
      const [outcome] = await deliver([`e${index}`], { deadline: called + 100 + index });
      const message = outcome?.error?.message;
      return {
        lateMs: performance.now() - called - 100 - index,
        outcome: outcome?.outcome,
        message,
      };
    });
    const seen = await inTime(Promise.all(waits));
    for (const { lateMs, message } of seen) {
      expect(lateMs).toBeLessThan(20);
      expect(message).toContain('the deadline passed');
    }
    expect(seen.filter(({ outcome }) => outcome === 'ambiguous').length).toBeGreaterThanOrEqual(8);
    for (const { outcome } of seen) expect(outcome).toMatch(/^(ambiguous|notSent)$/);
  });

  test('the result of a request whose time is over is the result of its call', async () => {
    const deliver = createSend(async (request) => {
      write(request);
      await sleep(request.timeoutMs);
      return { ...rejected, outcome: 'ambiguous' };
    });
    const [outcome] = await inTime(deliver(['a']));
    expect(outcome).toMatchObject({ outcome: 'ambiguous', error: { status: 400 } });
  });

  test('an aborted call ends at once and the others go on', async () => {
    const { send } = graphLike(600);
    const deliver = createSend(send);
    const controller = new AbortController();
    const aborted = deliver(['a'], { signal: controller.signal });
    const other = deliver(['b']);
    setTimeout(() => controller.abort(), 10);
    const start = performance.now();
    await vi.advanceTimersToNextTimerAsync();
    expect(await aborted).toMatchObject([{ outcome: 'ambiguous' }]);
    expect((await aborted)[0]?.error?.message).toContain('the caller aborted');
    expect(performance.now() - start).toBe(10);
    expect(kinds(await inTime(other))).toEqual(['delivered']);
  });

  test('a call that is too late or aborted when it is made is not sent', async () => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const all = await inTime(
      Promise.all([
        deliver(['other']),
        deliver(['late'], { deadline: performance.now() }),
        deliver(['aborted'], { signal: AbortSignal.abort() }),
      ]),
    );
    expect(all.map(kinds)).toEqual([['delivered'], ['notSent'], ['notSent']]);
    expect(all[1]?.[0]?.error?.message).toContain('the deadline passed');
    expect(all[2]?.[0]?.error?.message).toContain('the caller aborted');
    expect(requests).toEqual([['other']]);
  });

  test.each([
    ['alone', []],
    ['beside another call', ['other']],
  ])('a call whose deadline passed while the process was busy is not sent: %s', async (_, ids) => {
    const { send, requests } = graphLike(0);
    const deliver = createSend(send);
    const late = deliver(['late'], { deadline: performance.now() + 20 });
    const others = ids.map((id) => deliver([id]));
    const busyUntil = performance.now() + 40;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(busyUntil);
    await vi.advanceTimersByTimeAsync(0);
    clock.mockRestore();
    const [outcome] = await inTime(late);
    expect(outcome).toMatchObject({ outcome: 'notSent' });
    expect(outcome?.error?.message).toContain('the deadline passed');
    for (const other of others) expect(kinds(await other)).toEqual(['delivered']);
    expect(requests.flat()).toEqual(ids);
    expect(requests).toHaveLength(ids.length);
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
    expect(kinds(await inTime(mine))).toEqual(['notSent']);
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
      const outcomes = await inTime(deliver(['a'], { signal: controller.signal }));
      expect(kinds(outcomes)).toEqual([expected]);
      expect(isCancelled).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

describe('when requests are in flight', () => {
  const busy = (deliver: ReturnType<typeof createSend>, count: number, options: Options = {}) =>
    Array.from({ length: count }, (_, n) =>
      deliver([`busy${n}`], { testEventCode: `T${n}`, ...options }),
    );

  test('a batch that waits is dropped when its only call is aborted', async () => {
    const { send, requests } = graphThatStalls();
    const deliver = createSend(send);
    const eight = busy(deliver, 8);
    await vi.advanceTimersByTimeAsync(20);
    const controller = new AbortController();
    const waiting = deliver(['waiting'], { signal: controller.signal });
    controller.abort();
    expect(kinds(await inTime(waiting))).toEqual(['notSent']);
    await inTime(Promise.all(eight));
    expect(requests.flat()).not.toContain('waiting');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a batch that was dropped takes no more events', async () => {
    const { send, requests } = graphThatStalls();
    const deliver = createSend(send);
    void busy(deliver, 8);
    await vi.advanceTimersByTimeAsync(20);
    const controller = new AbortController();
    const waiting = deliver(['waiting'], { signal: controller.signal });
    controller.abort();
    await waiting;
    void deliver(['later']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests.slice(8)).toEqual([['later']]);
  });

  test('eight of them make calls wait, until one ends or counts as stalled', async () => {
    const { send, requests, times } = graphThatStalls();
    const deliver = createSend(send);
    const controller = new AbortController();
    void busy(deliver, 7);
    const aborted = deliver(['aborted'], { testEventCode: 'T7', signal: controller.signal });
    await vi.advanceTimersByTimeAsync(20);
    void deliver(['after the abort']);
    await vi.advanceTimersByTimeAsync(20);
    expect(requests).toHaveLength(8);
    controller.abort();
    await aborted;
    await vi.advanceTimersByTimeAsync(0);
    expect(requests.slice(8)).toEqual([['after the abort']]);
    void deliver(['a']);
    await vi.advanceTimersByTimeAsync(100);
    void deliver(['b']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests.slice(9)).toEqual([['a', 'b']]);
    expect(times[9]).toBeCloseTo(400, -1);
  });

  test('32 of them take every connection: a call waits for one of them to end', async () => {
    const { send, requests } = graphThatStalls();
    const deliver = createSend(send);
    const deadline = performance.now() + 60_000;
    const controller = new AbortController();
    void deliver(['aborted'], { deadline, signal: controller.signal });
    for (const sent of busy(deliver, 40, { deadline })) void sent;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(requests).toHaveLength(32);
    controller.abort();
    await vi.advanceTimersByTimeAsync(10);
    expect(requests).toHaveLength(33);
  });

  test('those that have not waited so long are not counted as stalled', async () => {
    const { send, requests } = graphThatStalls();
    const deliver = createSend(send);
    void busy(deliver, 7);
    await vi.advanceTimersByTimeAsync(300);
    void deliver(['fresh'], { testEventCode: 'fresh' });
    await vi.advanceTimersByTimeAsync(50);
    for (let n = 0; n < 12; n += 1) void deliver([`more${n}`], { testEventCode: `M${n}` });
    await vi.advanceTimersByTimeAsync(100);
    // At 400 ms the first seven are stalled, and seven more make eight with the fresh one.
    expect(requests).toHaveLength(15);
    await vi.advanceTimersByTimeAsync(300);
    expect(requests).toHaveLength(16);
  });

  test('a slow one stays open while its second copy runs', async () => {
    let requests = 0;
    const deliver = createSend(async (request) => {
      write(request);
      requests += 1;
      if (requests > 1) return new Promise(() => undefined);
      await sleep(2000);
      return delivered(1);
    });
    const deadline = performance.now() + 4000;
    expect(kinds(await inTime(deliver(['a'], { deadline, maxAttempts: 2 })))).toEqual([
      'delivered',
    ]);
    expect(requests).toBe(2);
  });

  test('their copies take a connection each, of 32', async () => {
    let open = 0;
    let most = 0;
    const deliver = createSend((request) => {
      write(request);
      open += 1;
      most = Math.max(most, open);
      request.cancellation.onCancel = () => {
        open -= 1;
      };
      return new Promise(() => undefined);
    });
    const deadline = performance.now() + 60_000;
    for (const sent of busy(deliver, 20, { deadline, maxAttempts: 2 })) void sent;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(most).toBe(32);
  });

  test('responses that take the same time leave their average as it is', async () => {
    const requests: string[][] = [];
    const deliver = createSend(async (request) => {
      const ids = write(request);
      requests.push(ids);
      await sleep(64);
      return delivered(ids.length);
    });
    for (let n = 0; n < 30; n += 1) {
      void deliver([`warm${n}`]);
      await vi.advanceTimersByTimeAsync(64);
    }
    void deliver(['a']);
    await vi.advanceTimersByTimeAsync(2);
    void deliver(['b']);
    await vi.advanceTimersByTimeAsync(0);
    expect(requests.slice(30)).toEqual([['a'], ['b']]);
  });

  // After a response of 6.4 s, responses take 0.8 s on average: one request each 12.5 ms.
  test('calls are collected, so that requests are spread over the time of a response', async () => {
    const { send, requests, times } = graphThatStalls();
    const deliver = createSend(send);
    await inTime(deliver(['slow'], { deadline: performance.now() + 9000 }));
    void deliver(['a']);
    await vi.advanceTimersByTimeAsync(1);
    void deliver(['b']);
    await vi.advanceTimersByTimeAsync(1);
    void deliver(['c']);
    await vi.advanceTimersByTimeAsync(100);
    expect(requests).toEqual([['slow'], ['a'], ['b', 'c']]);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeCloseTo(12.5, -0.5);
  });

  test('flush sends what was collected at once, and collects no more', async () => {
    const { send, requests } = graphThatStalls();
    const delivery = createDelivery(send);
    await inTime(call(delivery, ['slow'], { deadline: performance.now() + 9000 }));
    void call(delivery, ['a'], {});
    await vi.advanceTimersByTimeAsync(1);
    void call(delivery, ['b'], {});
    delivery.flush();
    expect(requests).toEqual([['slow'], ['a'], ['b']]);
    await vi.advanceTimersByTimeAsync(1);
    void call(delivery, ['c'], {});
    await vi.advanceTimersByTimeAsync(0);
    expect(requests).toEqual([['slow'], ['a'], ['b'], ['c']]);
  });
});

describe('the bytes of a request', () => {
  /** The buffers of requests, one after another, that end with these results. */
  async function buffersOf(...script: AttemptResult[]): Promise<ArrayBufferLike[]> {
    const buffers: ArrayBufferLike[] = [];
    const deliver = createSend((request) => {
      const { buffer } = request.body('"access_token":"t"');
      return Promise.resolve(script[buffers.push(buffer) - 1] ?? delivered(1));
    });
    await inTime(deliver(['a'], { maxAttempts: script.length }));
    await inTime(deliver(['b']));
    return buffers;
  }

  const unclear: AttemptResult = {
    outcome: 'ambiguous',
    error: { ...Object(rejected).error, category: 'unavailable', retryable: true, ambiguous: true },
  };

  test('are used again after a response that proves that Meta has read them', async () => {
    const [first, second] = await buffersOf(delivered(1));
    expect(second).toBe(first);
  });

  test.each<[string, AttemptResult[]]>([
    ['a rejection', [rejected]],
    ['no response', [unclear]],
    ['a response to the second copy', [unclear, delivered(1)]],
  ])('are not used again after %s: a connection may still read them', async (_, script) => {
    const buffers = await buffersOf(...script);
    expect(buffers).toHaveLength(script.length + 1);
    expect(buffers.at(-1)).not.toBe(buffers[0]);
  });
});
