import type { CapiError, EventOutcome } from '@meta-capi/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  backoffSeconds,
  type Circumstances,
  type Decision,
  decide,
  whyTooLate,
} from '../src/sqs/decide.ts';
import type { QueueRecord } from '../src/sqs/record.ts';
import { prepared, record } from './events.ts';

const hour = 3_600_000;
const names = { eventName: 'Purchase', eventId: 'order_1' };
const now = Date.now();
const circumstances: Circumstances = { now, receiveCount: 1, random: 0.5 };

function error(category: CapiError['category'], ambiguous = false): CapiError {
  return { status: 0, category, retryable: true, ambiguous, message: '' };
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
    ['another queue stored it', { outcome: 'queued' }, 'complete'],
    ['it was sent before', { outcome: 'skipped', reason: 'already_sent' }, 'complete'],
    [
      'test mode without a code',
      { outcome: 'skipped', reason: 'test_mode_without_test_event_code' },
      'complete',
    ],
    ['consent was withdrawn', { outcome: 'skipped', reason: 'consent_denied' }, 'complete'],
    [
      'isStillAllowed returned no boolean',
      { outcome: 'skipped', reason: 'consent_unreadable' },
      'retry',
    ],
    ['the process is ending', { outcome: 'skipped', reason: 'client_closed' }, 'retry'],
    ['too old for Meta', { outcome: 'skipped', reason: 'event_too_old' }, 'deadLetter', 'expired'],
    ['no token is configured', { outcome: 'skipped', reason: 'not_configured' }, 'requeue'],
    ['a bad configuration', { outcome: 'skipped', reason: 'bad_configuration' }, 'requeue'],
    [
      'any other skip reason',
      { outcome: 'skipped', reason: 'invalid_event' },
      'deadLetter',
      'rejected',
    ],
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

  test('an event whose token is refused waits 15 minutes, and uses no receive count', () => {
    const decision = decide(
      fresh,
      { ...names, outcome: 'rejected', error: error('access') },
      circumstances,
    );
    expect(decision).toEqual({ do: 'requeue', record: fresh, delaySeconds: 900 });
  });

  test('the time of the first attempt without an answer is stored, and later attempts are retried', () => {
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

  test.each([
    ['ambiguous', 'in_doubt'],
    ['notSent', 'expired'],
  ] as const)('attempts that stay %s end as %s, in time', (outcome, reason) => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1, noNaN: true }), (random) => {
        const history = attempt(outcome, random);
        expect(history.reason).toBe(reason);
        expect(Math.max(...history.doubtsMs)).toBeLessThanOrEqual(47 * hour);
        expect(Math.min(...history.delays)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...history.delays)).toBeLessThanOrEqual(21_600);
      }),
      { numRuns: 20, examples: [[0.5], [1]] },
    );
  });

  /** The result for an event whose attempts all have the same outcome. */
  function attempt(
    outcome: 'ambiguous' | 'notSent',
    random: number,
  ): { reason: string; doubtsMs: number[]; delays: number[] } {
    const doubtsMs = [0];
    const delays: number[] = [];
    let current = aged(0);
    let clock = now;
    let receiveCount = 1;
    while (delays.length < 10_000) {
      const tooLate = whyTooLate(current, clock);
      if (tooLate !== undefined) return { reason: tooLate, doubtsMs, delays };
      doubtsMs.push(clock - (current.firstAmbiguousAt ?? clock));
      const given = { ...names, outcome, error: error('unavailable', outcome === 'ambiguous') };
      const decision = decide(current, given, { now: clock, receiveCount, random });
      if (decision.do === 'complete') throw new Error('lost');
      if (decision.do === 'deadLetter') return { reason: decision.reason, doubtsMs, delays };
      receiveCount = decision.do === 'requeue' ? 1 : receiveCount + 1;
      if (decision.do === 'requeue') current = decision.record;
      delays.push(decision.delaySeconds);
      clock += decision.delaySeconds * 1000;
    }
    throw new Error('retried without end');
  }
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
