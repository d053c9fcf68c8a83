import { helpLink } from './help-link.ts';
import type { Warning } from './issue.ts';
import { type CapiError, type EventOutcome, isFailure } from './outcome.ts';

/** What reporters say of failures. */
export interface Failures {
  /** How many events failed. */
  failures: number;
  /** Where each cause is explained, see {@link helpLink}; absent for a report without codes. */
  help?: readonly string[];
  /** The first of the failed events. */
  outcomes: readonly EventOutcome[];
  warnings: readonly Warning[];
}

/** Counts the failures and shows the first: what is too long, log services cut and Sentry drops. */
export function failuresOf({
  outcomes,
  warnings,
}: Pick<Failures, 'outcomes' | 'warnings'>): Failures {
  const failed = outcomes.filter(isFailure);
  const causes = failed.map(({ reason, error, outcome }) => reason ?? error?.category ?? outcome);
  const codes = new Set([...causes, ...warnings.map(({ code }) => code)]);
  return {
    failures: failed.length,
    ...(codes.size > 0 && { help: [...codes].slice(0, mostLinks).map(helpLink) }),
    outcomes: failed.slice(0, mostShown).map(namedOutcome),
    warnings: warnings.slice(0, mostShown).map(namedWarning),
  };
}

const mostShown = 50;
const mostLinks = 5;

/**
 * An outcome's own facts, copied by name: a sink of yours may have added others, and what is logged
 * must not hold a token or a person.
 */
function namedOutcome(outcome: EventOutcome): EventOutcome {
  const { error } = outcome;
  return {
    ...copied(outcome, outcomeNames),
    ...(error && { error: copied(error, errorNames) }),
  } as EventOutcome;
}

/** The same of a warning. */
function namedWarning(warning: Warning): Warning {
  return copied(warning, warningNames) as Warning;
}

function copied<Facts>(from: Facts, names: Readonly<Record<string, true>>): Partial<Facts> {
  return Object.fromEntries(
    Object.entries(from as object).filter(([name]) => Object.hasOwn(names, name)),
  ) as Partial<Facts>;
}

// The compiler asks for a line for every fact that is added.
const outcomeNames: Readonly<Record<Exclude<keyof EventOutcome, 'error'>, true>> = {
  eventName: true,
  eventId: true,
  outcome: true,
  reason: true,
};

const errorNames: Readonly<Record<keyof CapiError, true>> = {
  status: true,
  category: true,
  code: true,
  subcode: true,
  fbtraceId: true,
  retryable: true,
  ambiguous: true,
  retryAfterMs: true,
  message: true,
};

const warningNames: Readonly<Record<keyof Warning, true>> = {
  code: true,
  path: true,
  message: true,
};
