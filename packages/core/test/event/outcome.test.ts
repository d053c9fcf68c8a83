import { describe, expect, it, test } from 'vitest';
import {
  type CapiError,
  type EventOutcome,
  isAboutContent,
  isAccepted,
  isFailure,
  isOutcome,
  isRetryableLater,
} from '../../src/event/outcome.ts';
import { factsOf, type SkipReason, skipIssue, skipReasons } from '../../src/event/skip-reason.ts';

const error = (change: Partial<CapiError>): { error: CapiError } => ({
  error: {
    status: 400,
    category: 'payload',
    retryable: false,
    ambiguous: false,
    message: 'm',
    ...change,
  },
});

type Given = Pick<EventOutcome, 'error' | 'outcome' | 'reason'>;

const outcomeOf = (given: Given): EventOutcome => ({ eventName: 'Lead', eventId: 'a', ...given });

test.each<[Given, boolean]>([
  [{ outcome: 'delivered' }, false],
  [{ outcome: 'queued' }, false],
  [{ outcome: 'skipped' }, false],
  [{ outcome: 'rejected', ...error({}) }, false],
  [{ outcome: 'rejected' }, false],
  [{ outcome: 'rejected', ...error({ category: 'access' }) }, true],
  [{ outcome: 'rejected', ...error({ category: 'unavailable', retryable: true }) }, true],
  [{ outcome: 'notSent', ...error({ category: 'throttled', retryable: true }) }, true],
  [{ outcome: 'notSent' }, true],
  [{ outcome: 'ambiguous', ...error({ category: 'unavailable', ambiguous: true }) }, true],
  [{ outcome: 'ambiguous' }, true],
])('%j is retryable later: %s', (given, expected) => {
  expect(isRetryableLater(outcomeOf(given))).toBe(expected);
});

test.each<[Given, boolean]>([
  [{ outcome: 'rejected', ...error({}) }, true],
  [{ outcome: 'rejected', ...error({ category: 'access' }) }, false],
  [{ outcome: 'rejected' }, false],
  [{ outcome: 'skipped' }, true],
  [{ outcome: 'notSent', ...error({}) }, false],
  [{ outcome: 'ambiguous' }, false],
  [{ outcome: 'delivered' }, false],
])('%j is about content: %s', (given, expected) => {
  expect(isAboutContent(outcomeOf(given))).toBe(expected);
});

test.each<[unknown, boolean]>([
  ...['ambiguous', 'delivered', 'notSent', 'queued', 'rejected', 'skipped'].map(
    (outcome): [string, boolean] => [outcome, true],
  ),
  ['lost', false],
  ['toString', false],
  ['', false],
  [['delivered'], false],
  [undefined, false],
])('a sink may return the outcome %j: %s', (outcome, expected) => {
  expect(isOutcome(outcome)).toBe(expected);
});

test('an event without an outcome is not accepted', () => {
  expect(isAccepted(undefined)).toBe(false);
});

// What each reason meant to its readers before there was one table.
const expectedFacts: Record<SkipReason, string> = {
  already_sent: 'accepted',
  bad_configuration: 'failure, retryable later',
  client_closed: 'failure, retryable later',
  consent_denied: 'about content',
  consent_limited_outside_us: 'about content',
  consent_limited_state_not_covered: 'about content',
  consent_limited_without_ip: 'about content',
  consent_unknown: 'about content',
  consent_unreadable: 'failure, about content',
  consent_withdrawn: '',
  event_in_future: 'failure, retryable later, about content',
  event_too_old: 'failure, about content',
  insufficient_user_data: 'failure, about content',
  invalid_event: 'failure, about content',
  missing_event_id: 'failure, about content',
  not_configured: 'failure, retryable later',
  test_mode_without_test_event_code: 'about content',
};

describe('an event that is skipped', () => {
  const reasons = Object.keys(skipReasons) as SkipReason[];

  it.each(reasons)('as %s', (reason) => {
    const outcome = outcomeOf({ outcome: 'skipped', reason });
    const facts = [
      isAccepted(outcome) && 'accepted',
      isFailure(outcome) && 'failure',
      isRetryableLater(outcome) && 'retryable later',
      isAboutContent(outcome) && 'about content',
    ];
    expect(facts.filter(Boolean).join(', ')).toBe(expectedFacts[reason]);
  });

  it('for a reason of another sink is a failure that another copy may avoid', () => {
    const outcome = outcomeOf({ outcome: 'skipped', reason: 'toString' as SkipReason });
    expect([isFailure(outcome), isRetryableLater(outcome), isAboutContent(outcome)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('for no reason, or for one that is not in the table, has no facts', () => {
    expect([factsOf(undefined), factsOf('toString')]).toEqual([undefined, undefined]);
  });

  it('has an issue that names the field and, where it is known, the source of the bad value', () => {
    expect(skipIssue('consent_denied')).toMatchObject({
      code: 'consent_denied',
      path: 'visitor.consent',
      message: expect.stringMatching(/^visitor\.consent is "denied"/),
    });
    expect(skipIssue('consent_unreadable', ' (cookie meta_consent)').message).toMatch(
      /^visitor\.consent \(cookie meta_consent\) is unreadable/,
    );
  });

  it('never says a problem without its field, nor a notice without a problem', () => {
    const isComplete = Object.values(skipReasons).every(
      ({ path, problem, notice }) =>
        (path === undefined) === (problem === undefined) &&
        (notice === undefined || problem !== undefined),
    );
    expect(isComplete).toBe(true);
  });
});

test('an outcome that no sink may return is a failure, not accepted', () => {
  const outcome = outcomeOf({ outcome: 'lost' as EventOutcome['outcome'] });
  expect([isFailure(outcome), isAccepted(outcome), isRetryableLater(outcome)]).toEqual([
    true,
    false,
    false,
  ]);
});
