import { describe, expect, test } from 'vitest';
import type { EventOutcome } from '../../src/event/outcome.ts';
import { receivedBy, summarize } from '../../src/event/result.ts';
import type { SkipReason } from '../../src/event/skip-reason.ts';

const names = { eventName: 'Lead', eventId: 'l-1' };
const delivered: EventOutcome = { ...names, outcome: 'delivered' };
const queued: EventOutcome = { ...names, outcome: 'queued' };
const skipped = (reason: SkipReason): EventOutcome => ({ ...names, outcome: 'skipped', reason });
const failed = (outcome: EventOutcome['outcome'], message: string): EventOutcome => ({
  ...names,
  outcome,
  error: { status: 503, category: 'unavailable', retryable: true, ambiguous: false, message },
});

describe('the result of a call', () => {
  test.each<[string, readonly EventOutcome[], object]>([
    ['no event', [], { ok: true, eventsReceived: 7 }],
    ['sent before', [skipped('already_sent')], { ok: true, eventsReceived: 7 }],
    ['queued', [delivered, queued], { ok: true, eventsReceived: 7, queued: true }],
    [
      'two skipped: the first reason',
      [skipped('consent_denied'), skipped('event_too_old')],
      { ok: false, skipped: true, reason: 'consent_denied' },
    ],
    [
      'two lost: the first error',
      [failed('notSent', 'first'), failed('notSent', 'second')],
      { ok: false, skipped: false, status: 503, error: { message: 'first' } },
    ],
    [
      'with a reason and an error: the error',
      [{ ...failed('notSent', 'n'), reason: 'event_in_future' }],
      { ok: false, skipped: false, error: { message: 'n' } },
    ],
    [
      'not sent and skipped',
      [skipped('consent_denied'), failed('notSent', 'n'), queued],
      { ok: false, skipped: false, error: { message: 'n' } },
    ],
    [
      'ambiguous and not sent',
      [failed('ambiguous', 'a'), failed('notSent', 'n')],
      { ok: false, error: { message: 'a' } },
    ],
    [
      'rejected and ambiguous',
      [failed('rejected', 'r'), failed('ambiguous', 'a'), delivered],
      { ok: false, error: { message: 'r' } },
    ],
  ])('%s', (_, outcomes, expected) => {
    const warnings = [{ code: 'c', path: 'p', message: 'm' }];
    expect(summarize(outcomes, warnings, 7)).toMatchObject({ ...expected, outcomes, warnings });
  });

  test('that has nothing queued has no key for it', () => {
    expect(summarize([delivered], [], 1)).not.toHaveProperty('queued');
  });

  // A sink of the user may leave out what the type allows to leave out.
  test.each<[EventOutcome['outcome'], object]>([
    ['rejected', { category: 'payload', retryable: false, ambiguous: false }],
    ['skipped', { category: 'payload', retryable: false, ambiguous: false }],
    ['notSent', { category: 'unavailable', retryable: true, ambiguous: false }],
    ['ambiguous', { category: 'unavailable', retryable: true, ambiguous: true }],
  ])('is not ok for an event that is %s without error or reason', (outcome, error) => {
    const result = summarize([delivered, { ...names, outcome }], [], 1);
    expect(result).toMatchObject({ ok: false, skipped: false, status: 0, error });
    const { message } = Object(result).error;
    expect(message).toContain(`"${outcome}"`);
    expect(message).toMatch(/sink.*error.*reason/);
  });
});

test('the number of received events is Meta’s, or of a failed call the delivered ones', () => {
  expect(receivedBy(summarize([delivered, queued], [], 1))).toBe(1);
  expect(receivedBy(summarize([delivered, failed('notSent', 'n'), delivered], [], 3))).toBe(2);
  expect(receivedBy(summarize([skipped('consent_denied')], [], 0))).toBe(0);
});
