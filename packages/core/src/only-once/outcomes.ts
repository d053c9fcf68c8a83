import { type CapiError, type EventOutcome, isAccepted } from '../event/outcome.ts';
import type { OnceEntry } from './call.ts';

/** A process that dies with its claim holds the event back no longer than this, or than its call. */
export const leastClaimMs = 60_000;

/** What a copy comes to, once it is known what the first did. */
export function copyOf(copy: OnceEntry, first: EventOutcome | undefined): EventOutcome | undefined {
  return isAccepted(first) ? alreadySent(copy) : first && { ...first, ...copy.names };
}

export function alreadySent({ names }: OnceEntry): EventOutcome {
  return { ...names, outcome: 'skipped', reason: 'already_sent' };
}

export function stillUnderWay({ names }: OnceEntry): EventOutcome {
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
