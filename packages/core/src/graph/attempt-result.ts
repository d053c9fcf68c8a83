import type { Warning } from '../event/issue.ts';
import type { CapiError } from '../event/outcome.ts';

/** The result of one request, the same for all of its events. */
export type AttemptResult =
  | { outcome: 'delivered'; eventsReceived: number; warnings: readonly Warning[] }
  | FailedAttempt;

export interface FailedAttempt {
  outcome: 'ambiguous' | 'notSent' | 'rejected';
  error: CapiError;
  /** An earlier copy of the request may have been read before its connection failed. */
  resent?: true;
  /** Graph rejects the events for what they contain, so it has rejected every earlier copy too. */
  rejectsEveryCopy?: true;
}

/**
 * What an attempt's failure means for events of which an earlier copy may have been received: only
 * what Graph rejects for what it contains was rejected the first time too.
 */
export function asAmbiguous(result: AttemptResult): AttemptResult {
  if (result.outcome === 'delivered' || result.rejectsEveryCopy) return result;
  return { outcome: 'ambiguous', error: { ...result.error, ambiguous: true } };
}
