import type { CapiError, EventOutcome } from '@meta-capi/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffSeconds, type Circumstances, type Decision, decide } from '../src/sqs/decide.ts';
import type { QueueRecord } from '../src/sqs/record.ts';
import { prepared, record } from './events.ts';

const hour = 3_600_000;
const names = { eventName: 'Purchase', eventId: 'order_1' };
const now = Date.now();
const circumstances: Circumstances = { now, receiveCount: 1, random: 0.5 };

function error(fault: CapiError['fault'], ambiguous = false): CapiError {
  return { status: 0, fault, retryable: true, ambiguous, message: '' };
}

function aged(ageMs: number, actionSource?: 'physical_store'): QueueRecord {
  const { wire } = prepared('order_1');
  const event_time = Math.floor((now - ageMs) / 1000);
  const action_source = actionSource ?? wire.action_source;
  return record('order_1', { event: { wire: { ...wire, event_time, action_source } } as never });
}

describe('decide', () => {
  const fresh = record('order_1');
  test.each<[string, Omit<EventOutcome, 'eventId' | 'eventName'>, Decision['do'], string?]>([
    ['Meta received it', { outcome: 'delivered' }, 'complete'],
    ['another queue took it', { outcome: 'queued' }, 'complete'],
    ['it was sent before', { outcome: 'skipped', reason: 'already_sent' }, 'complete'],
    [
      'test mode without a code',
      { outcome: 'skipped', reason: 'test_mode_without_test_event_code' },
      'complete',
    ],
    ['too old for Meta', { outcome: 'skipped', reason: 'event_too_old' }, 'deadLetter', 'expired'],
    ['no token is configured', { outcome: 'skipped', reason: 'not_configured' }, 'requeue'],
    ['a bad configuration', { outcome: 'skipped', reason: 'bad_configuration' }, 'requeue'],
    ['any other skip', { outcome: 'skipped', reason: 'invalid_event' }, 'deadLetter', 'rejected'],
    [
      'Meta rejects the event',
      { outcome: 'rejected', error: error('payload') },
      'deadLetter',
      'rejected',
    ],
    ['Meta refuses the token', { outcome: 'rejected', error: error('access') }, 'requeue'],
    ['Meta throttles', { outcome: 'notSent', error: error('throttled') }, 'retry'],
    ['Meta cannot be reached', { outcome: 'notSent', error: error('unavailable') }, 'retry'],
    ['no answer came', { outcome: 'ambiguous', error: error('unavailable', true) }, 'requeue'],
  ])('%s', (_, outcome, action, reason) => {
    const decision = decide(fresh, { ...names, ...outcome }, circumstances);
    expect(decision.do).toBe(action);
    expect('reason' in decision ? decision.reason : undefined).toBe(reason);
  });

  test('a token that is refused uses no receive count, and waits fifteen minutes', () => {
    const decision = decide(
      fresh,
      { ...names, outcome: 'rejected', error: error('access') },
      circumstances,
    );
    expect(decision).toEqual({ do: 'requeue', record: fresh, delaySeconds: 900 });
  });

  test('the first time without an answer is remembered, and later ones are retried', () => {
    const ambiguous: EventOutcome = {
      ...names,
      outcome: 'ambiguous',
      error: error('unavailable', true),
    };
    const first = decide(fresh, ambiguous, circumstances);
    expect(first).toMatchObject({ do: 'requeue', record: { firstAmbiguousAt: now } });
    const doubtful = record('order_1', { firstAmbiguousAt: now - 47 * hour });
    expect(decide(doubtful, ambiguous, circumstances).do).toBe('retry');
    expect(decide(doubtful, ambiguous, { ...circumstances, now: now + 1 })).toEqual({
      do: 'deadLetter',
      reason: 'in_doubt',
    });
  });

  test.each([
    ['website', undefined, 7],
    ['physical_store', 'physical_store', 62],
  ] as const)(
    'an event from %s is retried until 15 minutes before Meta rejects it',
    (_, source, days) => {
      const notSent: EventOutcome = { ...names, outcome: 'notSent', error: error('unavailable') };
      const last = days * 24 * hour - 15 * 60_000;
      expect(decide(aged(last - 2000, source), notSent, circumstances).do).toBe('retry');
      expect(decide(aged(last + 1000, source), notSent, circumstances)).toEqual({
        do: 'deadLetter',
        reason: 'expired',
      });
    },
  );

  test('retries never reach past the 47 hours of doubt, and they end', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.boolean(),
        (random, isAmbiguous) => {
          const outcome: EventOutcome = {
            ...names,
            outcome: isAmbiguous ? 'ambiguous' : 'notSent',
            error: error('unavailable', isAmbiguous),
          };
          let current = aged(0);
          let clock = now;
          let receiveCount = 0;
          for (let step = 0; step < 10_000; step += 1) {
            receiveCount += 1;
            const decision = decide(current, outcome, { now: clock, receiveCount, random });
            if (decision.do === 'deadLetter') {
              const doubtMs = clock - (current.firstAmbiguousAt ?? clock);
              expect(decision.reason).toBe(isAmbiguous ? 'in_doubt' : 'expired');
              expect(doubtMs).toBeLessThan(47 * hour + 6.1 * hour);
              return;
            }
            if (decision.do === 'complete') throw new Error('lost');
            if (decision.do === 'requeue') {
              current = decision.record;
              receiveCount = 0;
              expect(decision.delaySeconds).toBeLessThanOrEqual(900);
            }
            expect(decision.delaySeconds).toBeGreaterThanOrEqual(1);
            clock += decision.delaySeconds * 1000;
          }
          throw new Error('retried for ever');
        },
      ),
      {
        numRuns: 20,
        examples: [
          [0.5, true],
          [1, false],
        ],
      },
    );
  });
});

describe('backoffSeconds', () => {
  test.each([
    [1, 1, undefined, 1],
    [2, 1, undefined, 5],
    [10, 1, undefined, 21_600],
    [500, 1, undefined, 21_600],
    [3, 0, undefined, 1],
    [3, 0.5, undefined, 15],
    [1, 0, 90_500, 92],
    [1, 0, 1e12, 3601],
  ])('receive %d with random %d after %s ms asked: %d s', (count, random, asked, seconds) => {
    expect(backoffSeconds(count, random, asked)).toBe(seconds);
  });
});
