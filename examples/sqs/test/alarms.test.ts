import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alarmsOf, during } from './fired-alarms.ts';
import type { Incident } from './operated-stack.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-28T00:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('each incident fires only its alarm', () => {
  test.each<[string, Incident, number, string, [number, number]]>([
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
  ])('%s', async (_, incident, minutes, name, [earliest, latest]) => {
    const start = 60;
    const { fired, left } = await alarmsOf(
      start + minutes + 120,
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
