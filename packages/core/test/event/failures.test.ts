import { expect, test } from 'vitest';
import { failuresOf } from '../../src/event/failures.ts';
import type { CapiError, EventOutcome } from '../../src/event/outcome.ts';

const names = { eventName: 'Lead', eventId: 'l-1' };
const error: Required<CapiError> = {
  status: 400,
  category: 'payload',
  code: 100,
  subcode: 2_804_003,
  fbtraceId: 'AbC',
  retryable: false,
  ambiguous: false,
  retryAfterMs: 1000,
  message: 'm',
};
const link = (code: string): string => `docs/reference/codes.md#${code}`;

test('each cause is linked once: the reason, the error’s category, else the outcome', () => {
  const outcomes: EventOutcome[] = [
    { ...names, outcome: 'skipped', reason: 'event_too_old' },
    { ...names, outcome: 'rejected', error },
    { ...names, outcome: 'rejected', error },
    { ...names, outcome: 'ambiguous' },
  ];
  const warnings = [{ code: 'unknown_field', path: 'p', message: 'm' }];
  const { failures, help } = failuresOf({ outcomes, warnings });
  expect(failures).toBe(4);
  expect(help).toEqual(['event_too_old', 'payload', 'ambiguous', 'unknown_field'].map(link));
});

test('at most five causes are linked, and no link is no list', () => {
  const warnings = ['a', 'b', 'c', 'd', 'e', 'f'].map((code) => ({
    code,
    path: 'p',
    message: 'm',
  }));
  expect(failuresOf({ outcomes: [], warnings }).help).toEqual(['a', 'b', 'c', 'd', 'e'].map(link));
  expect(failuresOf({ outcomes: [], warnings: [] })).toEqual({
    failures: 0,
    outcomes: [],
    warnings: [],
  });
});

test('what is no failure is neither counted nor shown', () => {
  const outcomes: EventOutcome[] = [
    { ...names, outcome: 'delivered' },
    { ...names, outcome: 'skipped', reason: 'consent_denied' },
    { ...names, outcome: 'skipped', reason: 'already_sent' },
  ];
  expect(failuresOf({ outcomes, warnings: [] })).toMatchObject({ failures: 0, outcomes: [] });
});

test('the first 50 failures and warnings are shown, and all failures are counted', () => {
  const outcomes = Array.from({ length: 60 }, (_, n) => ({
    ...names,
    eventId: `l-${n}`,
    outcome: 'notSent' as const,
  }));
  const warnings = Array.from({ length: 60 }, (_, n) => ({
    code: 'c',
    path: `p${n}`,
    message: '',
  }));
  const shown = failuresOf({ outcomes, warnings });
  expect(shown.failures).toBe(60);
  expect(shown.outcomes).toEqual(outcomes.slice(0, 50));
  expect(shown.warnings).toEqual(warnings.slice(0, 50));
});

test('every fact of ours is shown, and none that a sink of the user added', () => {
  const outcome: EventOutcome = { ...names, outcome: 'rejected', reason: 'invalid_event', error };
  const warning = { code: 'c', path: 'p', message: 'm' };
  const added = { accessToken: 'canary' };
  const shown = failuresOf({
    outcomes: [{ ...outcome, ...added, error: { ...error, ...added } }],
    warnings: [{ ...warning, ...added }],
  });
  expect(shown.outcomes).toEqual([outcome]);
  expect(shown.warnings).toEqual([warning]);
});
