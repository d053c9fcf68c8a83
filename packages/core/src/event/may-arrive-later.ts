import type { EventOutcome, SkipReason } from './result.ts';

/**
 * May the same event, sent once more as it is, still arrive: when Meta, the network, an operator or
 * a clock has come round? A webhook then asks for a redelivery, and a backfill stops, since later
 * events would meet the same obstacle. For adapters.
 */
export function isRetryableLater({ outcome, reason, error }: EventOutcome): boolean {
  if (outcome === 'skipped') return reason !== undefined && reasonsThatPass.has(reason);
  if (outcome === 'rejected') return error?.retryable === true || error?.category === 'access';
  return outcome === 'notSent' || outcome === 'ambiguous';
}

const reasonsThatPass: ReadonlySet<SkipReason> = new Set([
  'bad_configuration',
  // Another process, or the next one, is open.
  'client_closed',
  // A clock that is slow, ours as a rule, catches up.
  'event_in_future',
  'not_configured',
]);
