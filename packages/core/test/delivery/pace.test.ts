import { describe, expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createBatch } from '../../src/delivery/batch.ts';
import { type Pace, pauseBeforeNext, stalledAfterMs } from '../../src/delivery/pace.ts';
import type { Attempt, Batch } from '../../src/delivery/types.ts';

const now = 10_000;

function attemptAt(start: number, isStalled = false): Attempt {
  return { cancellation: createCancellation(), start, isSent: true, events: 1, isStalled };
}

function batchWith(...attempts: Attempt[]): Batch {
  const key = { testEventCode: undefined, maxAttempts: 1, limitedDataUse: '' };
  const batch = createBatch(key, new Uint8Array(16));
  batch.attempts.push(...attempts);
  return batch;
}

function batches(count: number, start = now): Batch[] {
  return Array.from({ length: count }, () => batchWith(attemptAt(start)));
}

function pause(inFlight: Batch[], rest: Partial<Pace> = {}): number {
  const state = { inFlight, lastDeparture: now, responseMs: 0, isFlushing: false, ...rest };
  return pauseBeforeNext(state, now);
}

describe('pauseBeforeNext', () => {
  test('is over where no request is in flight', () => {
    expect(pause([], { responseMs: 1000 })).toBeLessThanOrEqual(0);
  });

  // Eight requests that are spread over the response time end one after another.
  test.each([
    [1, 640, 10],
    [2, 640, 20],
    [7, 320, 35],
    [7, 10_000, 50],
  ])('with %i in flight and responses after %i ms is %i ms', (busy, responseMs, expected) => {
    expect(pause(batches(busy), { responseMs })).toBe(expected);
    expect(pause(batches(busy), { responseMs, lastDeparture: now - 4 })).toBe(expected - 4);
  });

  test('is over when sending without collecting', () => {
    expect(pause(batches(7), { responseMs: 640, isFlushing: true })).toBe(0);
  });

  test.each([false, true])(
    'with eight in flight lasts until the first of them counts as stalled (flushing: %j)',
    (isFlushing) => {
      const inFlight = [...batches(7), batchWith(attemptAt(now - 100))];
      expect(pause(inFlight, { isFlushing })).toBe(300);
      expect(pause(inFlight, { isFlushing, responseMs: 500 })).toBe(900);
    },
  );

  test('with eight in flight is not over yet when the first should count as stalled', () => {
    expect(pause([...batches(7), batchWith(attemptAt(now - 5000))])).toBe(1);
  });

  test('does not count stalled requests', () => {
    const stalled = Array.from({ length: 8 }, () => batchWith(attemptAt(now - 1000, true)));
    expect(pause([...stalled, ...batches(1)], { responseMs: 640 })).toBe(10);
  });

  test('counts a request by its latest attempt', () => {
    const retried = batchWith(attemptAt(now - 1000, true), attemptAt(now - 100));
    expect(pause([...batches(7), retried])).toBe(300);
  });

  test('counts requests that wait for their next attempt', () => {
    expect(pause([...batches(7), batchWith()])).toBe(400);
  });
});

test.each([
  [0, 400],
  [200, 400],
  [300, 600],
])('with responses after %i ms a request is stalled after %i ms', (responseMs, expected) => {
  const state = { inFlight: [], lastDeparture: 0, responseMs, isFlushing: false };
  expect(stalledAfterMs(state)).toBe(expected);
});
