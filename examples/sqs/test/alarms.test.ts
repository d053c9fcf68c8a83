import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alarmsOf, during } from './fired-alarms.ts';
import { type AlarmCase, resultOf } from './incident-result.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T00:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('each incident fires only its alarm', () => {
  test.each<AlarmCase>([
    [
      'Meta refuses the token for one hour',
      { graph: 'refuses the token' },
      60,
      'ConsumerFailureAlarm',
      [0, 6],
    ],
    [
      'the consumer does not run for two hours',
      { consumerIsOff: true },
      120,
      'OldestMessageAlarm',
      [60, 66],
    ],
    ['SQS is down for half an hour', { sqs: 'down' }, 30, 'SenderFailureAlarm', [0, 6]],
  ])('%s', async (...one) => {
    const [, , , alarm] = one;
    const expected = { alarms: [alarm], areInTime: true, areOver: true, left: 0 };
    expect(await resultOf(one, 120)).toEqual(expected);
  });

  test('a message that is not an event', async () => {
    const { fired } = await alarmsOf(180, during(60, 61, { poison: true }));
    expect(fired).toEqual({
      // It does not end until the dead-letter queue is empty.
      DeadLetterAlarm: { from: expect.any(Number), isOverAtEnd: false },
      ConsumerFailureAlarm: { from: expect.any(Number), isOverAtEnd: true },
    });
    for (const { from } of Object.values(fired)) expect(from).toBeLessThanOrEqual(66);
  });
});
