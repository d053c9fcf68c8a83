import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cancellation, cancel, createCancellation } from '../src/cancellation.ts';
import type { Verdict } from '../src/classify.ts';
import { retryDelayMs, withRetries } from '../src/retry.ts';

const facts = { status: 503, fault: 'unavailable', retryable: true, message: 'm' } as const;
const ambiguous: Verdict = { outcome: 'ambiguous', error: { ...facts, ambiguous: true } };
const notSent: Verdict = { outcome: 'notSent', error: { ...facts, ambiguous: false } };
const delivered: Verdict = {
  outcome: 'delivered',
  eventsReceived: 1,
  eventsSent: 1,
  warnings: [],
};
const refused = (fault: 'access' | 'payload'): Verdict => ({
  outcome: 'rejected',
  error: { ...facts, fault, retryable: false, ambiguous: false },
});

async function ambiguousThen(last: Verdict): Promise<Verdict> {
  return (await play([ambiguous, last], { maxAttempts: 2 })).verdict;
}

async function play(
  script: readonly Verdict[],
  options: { maxAttempts?: number; timeoutMs?: number; cancellation?: Cancellation } = {},
): Promise<{ attempts: number; verdict: Verdict }> {
  let attempts = 0;
  const { maxAttempts = Number.POSITIVE_INFINITY, timeoutMs = 4000 } = options;
  const verdict = await withRetries(
    () => Promise.resolve(script[Math.min(attempts++, script.length - 1)] ?? delivered),
    {
      deadline: performance.now() + timeoutMs,
      maxAttempts,
      cancellation: options.cancellation ?? createCancellation(),
    },
  );
  return { attempts, verdict };
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

  test('gives every attempt the time that is left, and no more', async () => {
    const given: number[] = [];
    await withRetries(
      async (timeoutMs) => {
        given.push(timeoutMs);
        return given.length < 3 ? notSent : delivered;
      },
      {
        deadline: performance.now() + 4000,
        maxAttempts: 3,
        cancellation: createCancellation(),
      },
    );
    expect(given).toEqual(given.toSorted((a, b) => b - a));
    for (const timeoutMs of given) {
      expect(timeoutMs).toBeGreaterThan(0);
      expect(timeoutMs).toBeLessThanOrEqual(4000);
    }
  });

  test('leaves nobody to be called when it is over', async () => {
    const cancellation = createCancellation();
    await play([notSent, notSent, delivered], { cancellation });
    expect(cancellation.onCancel).toBeUndefined();
  });

  test('remembers that an earlier attempt may have been taken', async () => {
    expect(await ambiguousThen(delivered)).toEqual(delivered);
    expect(await ambiguousThen(refused('payload'))).toEqual(refused('payload'));
    for (const last of [notSent, refused('access')]) {
      expect(await ambiguousThen(last)).toEqual({
        outcome: 'ambiguous',
        error: { ...Object(last).error, ambiguous: true },
      });
    }
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
