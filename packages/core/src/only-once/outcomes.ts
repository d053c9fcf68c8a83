import { type CapiError, type EventOutcome, isAccepted } from '../event/outcome.ts';
import type { OnceEntry } from './call.ts';

/** The shortest claim: the claim of a process that ends early blocks the event no longer. */
export const leastClaimMs = 60_000;

/** The outcome of a copy, once the outcome of the first is known. */
export function copyOf(copy: OnceEntry, first: EventOutcome | undefined): EventOutcome | undefined {
  return isAccepted(first) ? alreadySent(copy) : first && { ...first, ...copy.names };
}

export function alreadySent({ names }: OnceEntry): EventOutcome {
  return { ...names, outcome: 'skipped', reason: 'already_sent' };
}

export function stillInFlight({ names }: OnceEntry): EventOutcome {
  const error: CapiError = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous: false,
    retryAfterMs: leastClaimMs,
    message: 'Another copy of this event is being sent just now.',
  };
  return { ...names, outcome: 'notSent', error };
}
