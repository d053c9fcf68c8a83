import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cancellation, cancel, createCancellation } from '../../src/async/cancellation.ts';
import {
  asAmbiguous,
  attemptLimitMs,
  type RetryOptions,
  retryDelayMs,
  withRetries,
} from '../../src/delivery/retry.ts';
import type { Verdict } from '../../src/graph/classify.ts';

const facts = { status: 503, category: 'unavailable', retryable: true, message: 'm' } as const;
const ambiguous: Verdict = { outcome: 'ambiguous', error: { ...facts, ambiguous: true } };
const notSent: Verdict = { outcome: 'notSent', error: { ...facts, ambiguous: false } };
const delivered: Verdict = {
  outcome: 'delivered',
  eventsReceived: 1,
  eventsSent: 1,
  warnings: [],
};
const refused = (category: 'access' | 'payload'): Verdict => ({
  outcome: 'rejected',
  error: { ...facts, category, retryable: false, ambiguous: false },
});

function until(deadline: number): Pick<RetryOptions, 'deadlines' | 'eventCount'> {
  return { deadlines: () => ({ first: deadline, last: deadline }), eventCount: () => 1 };
}

async function ambiguousThen(last: Verdict): Promise<Verdict> {
  const { verdict, mayBeReceived } = await play([ambiguous, last], { maxAttempts: 2 });
  return mayBeReceived ? asAmbiguous(verdict) : verdict;
}

async function play(
  script: readonly Verdict[],
  options: { maxAttempts?: number; timeoutMs?: number; cancellation?: Cancellation } = {},
): Promise<{ attempts: number; verdict: Verdict; mayBeReceived: boolean }> {
  let attempts = 0;
  const { maxAttempts = Number.POSITIVE_INFINITY, timeoutMs = 4000 } = options;
  const { verdict, mayBeReceived } = await withRetries(
    () => Promise.resolve(script[Math.min(attempts++, script.length - 1)] ?? delivered),
    {
      ...until(performance.now() + timeoutMs),
      maxAttempts,
      cancellation: options.cancellation ?? createCancellation(),
    },
  );
  return { attempts, verdict, mayBeReceived };
}

describe('withRetries', () => {
  test('tries again until it is delivered', async () => {
    const { attempts, verdict } = await play([notSent, ambiguous, delivered]);
    expect(attempts).toBe(3);
    expect(verdict).toBe(delivered);
  });

  test('does not try again what Meta refuses', async () => {
    expect(await play([refused('payload')])).toMatchObject({ attempts: 1 });
    expect(await play([refused('access')])).toMatchObject({ attempts: 1 });
  });

  test('stops at the last attempt it may make', async () => {
    expect(await play([notSent], { maxAttempts: 1 })).toMatchObject({ attempts: 1 });
    expect(await play([notSent], { maxAttempts: 2 })).toMatchObject({ attempts: 2 });
  });

  test('stops before the deadline', async () => {
    const start = performance.now();
    await play([notSent], { timeoutMs: 400 });
    expect(performance.now() - start).toBeLessThan(400);
  });

  test('stops waiting when nobody waits for the answer any more', async () => {
    const cancellation = createCancellation();
    const slow: Verdict = {
      outcome: 'notSent',
      error: { ...Object(notSent).error, retryAfterMs: 2000 },
    };
    setTimeout(() => cancel(cancellation), 20);
    const start = performance.now();
    const { attempts, verdict } = await play([slow], { cancellation });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(attempts).toBe(1);
    expect(verdict.outcome).toBe('notSent');
  });

  test('does not wait for another attempt where nobody waits for the answer', async () => {
    const slow: Verdict = {
      outcome: 'notSent',
      error: { ...Object(notSent).error, retryAfterMs: 2000 },
    };
    const cancellation = createCancellation();
    cancel(cancellation);
    const start = performance.now();
    expect(await play([slow], { cancellation })).toMatchObject({ attempts: 1 });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('gives every attempt its limit, and the last one the time that is left', async () => {
    const given: number[] = [];
    await withRetries(
      async (timeoutMs) => {
        given.push(timeoutMs);
        return given.length < 3 ? notSent : delivered;
      },
      {
        ...until(performance.now() + 4000),
        maxAttempts: 3,
        cancellation: createCancellation(),
      },
    );
    const [first = 0, second = 0, last = 0] = given;
    expect(first).toBeCloseTo(1604, -2);
    expect(second).toBeLessThanOrEqual(first);
    // The two waits before it are 1.5 s at most.
    expect(last).toBeGreaterThan(2000);
    expect(last).toBeLessThanOrEqual(4000);
  });

  test('leaves nobody to be called when it is over', async () => {
    const cancellation = createCancellation();
    await play([notSent, notSent, delivered], { cancellation });
    expect(cancellation.onCancel).toBeUndefined();
  });

  test('remembers that an earlier attempt may have been taken', async () => {
    expect(await ambiguousThen(delivered)).toEqual(delivered);
    const explained: Verdict = { ...Object(refused('payload')), refusesEveryCopy: true };
    expect(await ambiguousThen(explained)).toEqual(explained);
    for (const last of [notSent, refused('access'), refused('payload')]) {
      expect(await ambiguousThen(last)).toEqual({
        outcome: 'ambiguous',
        error: { ...Object(last).error, ambiguous: true },
      });
    }
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

  test('it stays within its bounds (1,000 runs)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(120_000), (attempts, remaining) => {
        const delay = retryDelayMs(error, attempts, remaining);
        if (delay === undefined) return;
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(remaining - 100);
      }),
      { numRuns: 1000 },
    );
  });
});
