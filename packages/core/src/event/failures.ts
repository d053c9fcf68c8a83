import { namedOutcome, namedWarning } from './named-facts.ts';
import type { EventOutcome, Warning } from './result.ts';

/** Lost, or not there yet: not what policy or consent keeps back on purpose. */
export function isFailure({ outcome, reason }: EventOutcome): boolean {
  if (outcome === 'delivered' || outcome === 'queued') return false;
  return reason === undefined || !keptBackOnPurpose.has(reason);
}

const keptBackOnPurpose: ReadonlySet<string> = new Set([
  'already_sent',
  'consent_denied',
  'consent_limited_outside_us',
  'consent_limited_state_not_covered',
  'consent_limited_without_ip',
  'consent_unknown',
  'test_mode_without_test_event_code',
]);

/** What reporters say of failures. */
export interface Failures {
  /** How many events failed. */
  failures: number;
  /** The first of them. */
  outcomes: readonly EventOutcome[];
  warnings: readonly Warning[];
}

/** Counts the failures and shows the first: what is too long, log services cut and Sentry drops. */
export function failuresOf({ outcomes, warnings }: Omit<Failures, 'failures'>): Failures {
  const failed = outcomes.filter(isFailure);
  return {
    failures: failed.length,
    outcomes: failed.slice(0, mostShown).map(namedOutcome),
    warnings: warnings.slice(0, mostShown).map(namedWarning),
  };
}

const mostShown = 50;
