import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alarmsOf, during } from './fired-alarms.ts';
import { type AlarmCase, resultOf } from './incident-result.ts';

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
  test.each<AlarmCase>([
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
  ])('%s', async (...one) => {
    const [, , , alarm] = one;
    const expected = { alarms: [alarm], areInTime: true, areOver: true, left: 0 };
    expect(await resultOf(one, 420)).toEqual(expected);
  });
});
