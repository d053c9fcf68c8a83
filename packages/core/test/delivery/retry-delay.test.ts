import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attemptLimitMs, retryDelayMs } from '../../src/delivery/retry-delay.ts';
import { runs } from '../fuzz-runs.ts';

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
