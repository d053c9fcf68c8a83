import { expect, test } from 'vitest';
import { isRetryableLater } from '../../src/event/may-arrive-later.ts';
import type { CapiError, EventOutcome } from '../../src/event/result.ts';

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

test.each<[Pick<EventOutcome, 'error' | 'outcome' | 'reason'>, boolean]>([
  [{ outcome: 'delivered' }, false],
  [{ outcome: 'queued' }, false],
  [{ outcome: 'skipped', reason: 'already_sent' }, false],
  [{ outcome: 'skipped', reason: 'consent_denied' }, false],
  [{ outcome: 'skipped', reason: 'consent_unknown' }, false],
  [{ outcome: 'skipped', reason: 'event_too_old' }, false],
  [{ outcome: 'skipped', reason: 'invalid_event' }, false],
  [{ outcome: 'skipped' }, false],
  [{ outcome: 'skipped', reason: 'event_in_future' }, true],
  [{ outcome: 'skipped', reason: 'not_configured' }, true],
  [{ outcome: 'skipped', reason: 'bad_configuration' }, true],
  [{ outcome: 'rejected', ...error({}) }, false],
  [{ outcome: 'rejected' }, false],
  [{ outcome: 'rejected', ...error({ category: 'access' }) }, true],
  [{ outcome: 'rejected', ...error({ category: 'unavailable', retryable: true }) }, true],
  [{ outcome: 'notSent', ...error({ category: 'throttled', retryable: true }) }, true],
  [{ outcome: 'notSent' }, true],
  [{ outcome: 'ambiguous', ...error({ category: 'unavailable', ambiguous: true }) }, true],
  [{ outcome: 'ambiguous' }, true],
])('%j may arrive later: %s', (outcome, expected) => {
  expect(isRetryableLater({ eventName: 'Lead', eventId: 'a', ...outcome })).toBe(expected);
});
