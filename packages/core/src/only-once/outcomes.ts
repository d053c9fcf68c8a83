import type { CapiError, EventOutcome, SkipReason } from '../event/result.ts';
import type { OnceEntry } from './call.ts';

/** A process that dies with its claim holds the event back no longer than this, or than its call. */
export const leastClaimMs = 60_000;

/** Was it sent, now or before? */
export function isAccepted(outcome: EventOutcome | undefined): boolean {
  return (
    outcome?.outcome === 'delivered' ||
    outcome?.outcome === 'queued' ||
    outcome?.reason === 'already_sent'
  );
}

/** No copy would fare better. */
const reasonsForAll: ReadonlySet<unknown> = new Set<SkipReason>([
  'already_sent',
  'bad_configuration',
  'client_closed',
  'not_configured',
]);

/** Was it refused for what it holds, consent among it? Another copy may hold something else. */
export function isJudgedByContent(outcome: EventOutcome | undefined): boolean {
  if (outcome?.outcome === 'rejected') return outcome.error?.category === 'payload';
  return outcome?.outcome === 'skipped' && !reasonsForAll.has(outcome.reason);
}

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
