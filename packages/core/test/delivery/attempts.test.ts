import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startAttempts } from '../../src/delivery/attempts.ts';
import { addEvent, createBatch } from '../../src/delivery/batch.ts';
import { createCall } from '../../src/delivery/call.ts';
import { attemptLimitMs, retryDelayMs } from '../../src/delivery/retry-delay.ts';
import type { Batch } from '../../src/delivery/types.ts';
import type { WireEvent } from '../../src/event/prepared-event.ts';
import { type AttemptResult, asAmbiguous } from '../../src/graph/attempt-result.ts';
import type { Graph, GraphRequest } from '../../src/graph/graph.ts';
import { runs } from '../fuzz-runs.ts';

const facts = { status: 503, category: 'unavailable', retryable: true, message: 'm' } as const;
const ambiguous: AttemptResult = { outcome: 'ambiguous', error: { ...facts, ambiguous: true } };
const notSent: AttemptResult = { outcome: 'notSent', error: { ...facts, ambiguous: false } };
const delivered: AttemptResult = { outcome: 'delivered', eventsReceived: 1, warnings: [] };
const rejected = (category: 'access' | 'payload'): AttemptResult => ({
  outcome: 'rejected',
  error: { ...facts, category, retryable: false, ambiguous: false },
});
const explained: AttemptResult = { ...Object(rejected('payload')), rejectsEveryCopy: true };

const utf8 = new TextDecoder();
const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

interface Options {
  maxAttempts?: number;
  timeoutMs?: number;
  hasFreeConnection?: boolean;
}

function batchOf({ maxAttempts = 1000, timeoutMs = 4000 }: Options): Batch {
  const key = { testEventCode: undefined, maxAttempts, limitedDataUse: '' };
  const batch = createBatch(key, new Uint8Array(1000));
  const call = createCall({
    ...key,
    deadline: performance.now() + timeoutMs,
    signal: undefined,
    warnings: [],
  });
  addEvent(batch, call, 0, { event_name: 'Lead', event_id: 'a' } as WireEvent);
  return batch;
}

interface Played {
  requests: GraphRequest[];
  result: AttemptResult;
  mayBeReceived: boolean;
}

/** Plays the script, its last entry again and again; each entry reads the body and returns a result. */
async function play(
  script: readonly (AttemptResult | ((request: GraphRequest) => Promise<AttemptResult>))[],
  options: Options = {},
): Promise<Played> {
  const requests: GraphRequest[] = [];
  const graph: Graph = async (request) => {
    const next = script[Math.min(requests.push(request), script.length) - 1] ?? delivered;
    request.body('"access_token":"t"');
    return typeof next === 'function' ? next(request) : next;
  };
  const batch = batchOf(options);
  const result = await new Promise<AttemptResult>((resolve) => {
    startAttempts(batch, {
      graph,
      hasFreeConnection: () => options.hasFreeConnection ?? true,
      onResponse: () => undefined,
      onEnd: (_, end) => resolve(end),
    });
  });
  return { requests, result, mayBeReceived: batch.mayBeReceived };
}

const respondAfter =
  (ms: number, result: AttemptResult) =>
  async (request: GraphRequest): Promise<AttemptResult> => {
    await Promise.race([
      sleep(ms),
      new Promise<void>((resolve) => {
        request.cancellation.onCancel = resolve;
      }),
    ]);
    return request.cancellation.isCancelled ? notSent : result;
  };

describe('startAttempts', () => {
  test('sends again until it is delivered', async () => {
    const { requests, result } = await play([notSent, ambiguous, delivered]);
    expect(requests).toHaveLength(3);
    expect(result).toBe(delivered);
  });

  test('does not send again what Meta rejects', async () => {
    expect((await play([rejected('payload')])).requests).toHaveLength(1);
    expect((await play([rejected('access')])).requests).toHaveLength(1);
  });

  test('ends after the last attempt that is allowed', async () => {
    expect((await play([notSent], { maxAttempts: 1 })).requests).toHaveLength(1);
    expect((await play([notSent], { maxAttempts: 2 })).requests).toHaveLength(2);
  });

  test('ends before the deadline', async () => {
    const start = performance.now();
    await play([notSent], { timeoutMs: 400 });
    expect(performance.now() - start).toBeLessThan(400);
  });

  test('makes no attempt after it was stopped, while it waits for the next one', async () => {
    const slow: AttemptResult = {
      outcome: 'notSent',
      error: { ...Object(notSent).error, retryAfterMs: 100 },
    };
    let requests = 0;
    const graph: Graph = () => {
      requests += 1;
      return Promise.resolve(slow);
    };
    const onEnd = (): never => expect.unreachable();
    const options = { graph, onEnd, hasFreeConnection: () => true, onResponse: () => undefined };
    const stop = startAttempts(batchOf({}), options);
    await sleep(20);
    stop();
    await sleep(200);
    expect(requests).toBe(1);
  });

  test('remembers that an earlier attempt may have been received', async () => {
    const last = async (result: AttemptResult) => {
      const played = await play([ambiguous, result], { maxAttempts: 2 });
      return played.mayBeReceived ? asAmbiguous(played.result) : played.result;
    };
    expect(await last(delivered)).toEqual(delivered);
    expect(await last(explained)).toEqual(explained);
    for (const result of [notSent, rejected('access'), rejected('payload')]) {
      expect(await last(result)).toEqual({
        outcome: 'ambiguous',
        error: { ...Object(result).error, ambiguous: true },
      });
    }
  });
});

describe('an attempt that is slower than its limit', () => {
  const slow = respondAfter(1000, delivered);
  const stalled = () => new Promise<AttemptResult>(() => undefined);
  const options = { timeoutMs: 1800 };

  test('stays open while the next one runs, and its response counts', async () => {
    const start = performance.now();
    const { requests, result } = await play([slow, stalled], options);
    expect(result).toBe(delivered);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(requests.map(({ cancellation }) => cancellation.isCancelled)).toEqual([false, true]);
  });

  test('is waited for when the next one fails and no other is allowed', async () => {
    const { result } = await play([slow, notSent], { ...options, maxAttempts: 2 });
    expect(result).toBe(delivered);
  });

  test('makes a rejection that may be of the second copy alone ambiguous', async () => {
    const { result, mayBeReceived } = await play([stalled, rejected('payload')], options);
    expect(asAmbiguous(result).outcome).toBe('ambiguous');
    expect(mayBeReceived).toBe(true);
  });

  test('is cancelled where no connection is free for a second copy', async () => {
    const { requests } = await play([slow, respondAfter(50, delivered)], {
      ...options,
      hasFreeConnection: false,
    });
    expect(requests.map(({ cancellation }) => cancellation.isCancelled)).toEqual([true, false]);
  });

  test('is cancelled when the second copy has been delivered', async () => {
    const { requests, result } = await play([stalled, delivered], options);
    expect(result).toBe(delivered);
    expect(requests.map(({ cancellation }) => cancellation.isCancelled)).toEqual([true, false]);
  });

  test('rejected for an event that the second copy does not contain does not decide', async () => {
    const batch = batchOf({ timeoutMs: 1800 });
    const ended = createCall({ ...batch, deadline: 0, signal: undefined, warnings: [] });
    addEvent(batch, ended, 0, { event_name: 'Lead', event_id: 'bad' } as WireEvent);
    const bodies: string[] = [];
    const graph: Graph = async (request) => {
      bodies.push(utf8.decode(request.body('"access_token":"t"')));
      if (bodies.length > 1) return respondAfter(600, delivered)(request);
      setTimeout(() => Object.assign(ended, { isOpen: false }), 100);
      return respondAfter(1000, explained)(request);
    };
    Object.assign(ended, { deadline: performance.now() + 2000 });
    const result = await new Promise<AttemptResult>((resolve) => {
      startAttempts(batch, {
        graph,
        hasFreeConnection: () => true,
        onResponse: () => undefined,
        onEnd: (_, end) => resolve(end),
      });
    });
    expect(bodies.map((body) => body.includes('bad'))).toEqual([true, false]);
    expect(result).toBe(delivered);
  });

  test('is told that its connection is not trusted', async () => {
    let stalls = 0;
    const watched = (request: GraphRequest): Promise<AttemptResult> => {
      request.cancellation.onStall = () => {
        stalls += 1;
      };
      return stalled();
    };
    await play([watched, delivered], options);
    expect(stalls).toBe(1);
  });
});

describe('attemptLimitMs', () => {
  test.each([
    ['40 % of what remains', 5000, 5000, 0, 2000],
    ['2.5 s at most', 20_000, 20_000, 0, 2500],
    ['800 ms at least', 1500, 1500, 0, 800],
    ['a second more for each 250 events', 20_000, 20_000, 500, 4500],
    ['everything where too little would remain for another', 899, 899, 0, 899],
    ['everything but a useful attempt', 900, 900, 0, 800],
    ['of the first deadline, not of the last', 2500, 20_000, 0, 1000],
    ['to the last deadline where too little would remain of it', 100, 850, 0, 850],
  ])('%s', (_, first, last, eventCount, expected) => {
    expect(attemptLimitMs(first, last, eventCount)).toBe(expected);
  });
});

describe('retryDelayMs', () => {
  const error = { retryable: true };
  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [20, 60_000],
  ])('after attempt %i it waits less than %i ms', (attempts, longest) => {
    expect(retryDelayMs(error, attempts, 1e9, () => 0)).toBe(0);
    expect(retryDelayMs(error, attempts, 1e9, () => 1)).toBe(longest);
  });

  test('what Meta asks for is the least, even when the dice say less', () => {
    expect(retryDelayMs({ ...error, retryAfterMs: 3000 }, 1, 10_000, () => 0)).toBe(3000);
    expect(retryDelayMs({ ...error, retryAfterMs: 3000 }, 5, 1e9, () => 1)).toBe(8000);
  });

  test('no wait is begun that leaves no time for an attempt', () => {
    expect(retryDelayMs({ ...error, retryAfterMs: 3000 }, 1, 3099, () => 0)).toBeUndefined();
    expect(retryDelayMs({ ...error, retryAfterMs: 3000 }, 1, 3100, () => 0)).toBe(3000);
  });

  test('a wait is shortened where the attempt after it would have less than 800 ms', () => {
    expect(retryDelayMs(error, 1, 1000, () => 1)).toBe(200);
    expect(retryDelayMs(error, 1, 800, () => 1)).toBe(500);
    expect(retryDelayMs(error, 1, 599, () => 1)).toBeUndefined();
  });

  test('what is not retryable is not retried', () => {
    expect(retryDelayMs({ retryable: false }, 1, 1e9)).toBeUndefined();
  });

  test(`it stays within its bounds (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(120_000), (attempts, remaining) => {
        const delay = retryDelayMs(error, attempts, remaining);
        if (delay === undefined) return;
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(remaining - 100);
      }),
      { numRuns: runs(1000) },
    );
  });
});
