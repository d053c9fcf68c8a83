import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alarmsOf, during } from './fired-alarms.ts';
import type { Incident } from './operated-stack.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T00:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

test('no alarm fires on a healthy day', async () => {
  const { fired, left } = await alarmsOf(24 * 60, (minute) => ({
    // Meta is down for one minute, limits the rate for five minutes, and is down for ten minutes.
    ...during(100, 101, { graph: 'down' })(minute),
    ...during(200, 205, { graph: 'throttles' })(minute),
    ...during(400, 410, { graph: 'down' })(minute),
    ...during(600, 610, { sqs: 'throttles once' })(minute),
    ...during(700, 701, { deployment: true })(minute),
    // A webhook that Stripe sends again, also while Meta is down.
    lateEvent: minute % 50 === 0 || minute === 405,
  }));
  expect(fired).toEqual({});
  expect(left).toBe(0);
});

describe('each incident fires only its alarm', () => {
  test.each<[string, Incident, number, string, [number, number]]>([
    ['Meta is down for three hours', { graph: 'down' }, 180, 'ConsumerFailureAlarm', [60, 100]],
    [
      'Meta limits the rate for three hours',
      { graph: 'throttles' },
      180,
      'ConsumerFailureAlarm',
      [60, 100],
    ],
    [
      'the consumer times out for half an hour',
      { consumerTimesOut: true },
      30,
      'ConsumerErrorAlarm',
      [0, 6],
    ],
  ])('%s', async (_, incident, minutes, name, [earliest, latest]) => {
    const start = 60;
    const { fired, left } = await alarmsOf(
      start + minutes + 420,
      during(start, start + minutes, incident),
    );
    expect(Object.keys(fired)).toEqual([name]);
    for (const { from, isOverAtEnd } of Object.values(fired)) {
      expect(from - start).toBeGreaterThanOrEqual(earliest);
      expect(from - start).toBeLessThanOrEqual(latest);
      expect(isOverAtEnd).toBe(true);
    }
    expect(left).toBe(0);
  });
});
