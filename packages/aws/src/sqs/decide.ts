import type { EventOutcome } from '@meta-capi/core';
import type { QueueRecord } from './record.ts';

export type DeadLetterReason = 'expired' | 'in_doubt' | 'rejected' | 'unknown_pixel' | 'unreadable';

/** What the consumer does with a message. All delays are in seconds. */
export type Decision =
  | { do: 'complete' }
  /** SQS returns the same message after its visibility timeout. Uses one receive count. */
  | { do: 'retry'; delaySeconds: number }
  /** A new message replaces the old one. Stores the record, and uses no receive count. */
  | { do: 'requeue'; record: QueueRecord; delaySeconds: number }
  | { do: 'deadLetter'; reason: DeadLetterReason };

export interface Circumstances {
  /** Milliseconds since 1970. */
  now: number;
  /** How often SQS has returned this message, including this time. */
  receiveCount: number;
  /** A number from 0 to 1, for the jitter. */
  random: number;
}

/**
 * Decides what to do with a message when its event has an outcome. A pure function. Rules S4 to S11: if
 * Meta may have received a copy of an event, the event is retried for 47 hours after that, because Meta
 * discards copies for 48. An event is not retried if Meta would reject it as too old.
 */
export function decide(
  record: QueueRecord,
  outcome: EventOutcome,
  { now, receiveCount, random }: Circumstances,
): Decision {
  switch (outcome.outcome) {
    case 'delivered':
    case 'queued':
      return { do: 'complete' };
    case 'skipped':
      return decideSkipped(record, outcome, { receiveCount, random });
    case 'rejected':
      return outcome.error?.category === 'access'
        ? { do: 'requeue', record, delaySeconds: maxDelaySeconds }
        : { do: 'deadLetter', reason: 'rejected' };
    case 'notSent':
    case 'ambiguous': {
      const reason = whyTooLate(record, now);
      if (reason !== undefined) return { do: 'deadLetter', reason };
      const { firstAmbiguousAt } = record;
      const isAmbiguous = outcome.outcome === 'ambiguous';
      const delaySeconds = backoffSeconds(receiveCount, random, outcome.error?.retryAfterMs);
      return isAmbiguous && firstAmbiguousAt === undefined
        ? {
            do: 'requeue',
            record: { ...record, firstAmbiguousAt: now },
            delaySeconds: Math.min(delaySeconds, maxDelaySeconds),
          }
        : { do: 'retry', delaySeconds };
    }
  }
}

/**
 * Why an event must not be sent any more. `expired`: Meta would reject the event and all others in its
 * request. `in_doubt`: Meta may have received a copy so long ago that it would count this one too.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/offline-events
export function whyTooLate(
  { event: { wire }, firstAmbiguousAt }: QueueRecord,
  now: number,
): 'expired' | 'in_doubt' | undefined {
  const days = wire.action_source === 'physical_store' ? 62 : 7;
  if (now >= wire.event_time * 1000 + days * 86_400_000 - expiryMarginMs) return 'expired';
  const isInDoubt = firstAmbiguousAt !== undefined && now - firstAmbiguousAt > longestDoubtMs;
  return isInDoubt ? 'in_doubt' : undefined;
}

function decideSkipped(
  record: QueueRecord,
  outcome: EventOutcome,
  { receiveCount, random }: Pick<Circumstances, 'random' | 'receiveCount'>,
): Decision {
  const reason: string = outcome.reason ?? '';
  // `isStillAllowed` did not return a boolean. The visitor had consented, so the event waits for the fix.
  if (reason === unreadableConsent) {
    return { do: 'retry', delaySeconds: backoffSeconds(receiveCount, random) };
  }
  // A copy in the dead-letter queue would keep the data of a visitor who refused.
  if (reason.startsWith('consent_') || completed.has(reason)) return { do: 'complete' };
  if (notReady.has(reason)) return { do: 'requeue', record, delaySeconds: maxDelaySeconds };
  // This process is ending. Another consumer sends the event.
  if (reason === closed) return { do: 'retry', delaySeconds: backoffSeconds(1, random) };
  return { do: 'deadLetter', reason: reason === 'event_too_old' ? 'expired' : 'rejected' };
}

/** Skip reasons of events that are intentionally not sent. */
const completed: ReadonlySet<string> = new Set([
  'already_sent',
  'test_mode_without_test_event_code',
]);

const notReady: ReadonlySet<string> = new Set(['bad_configuration', 'not_configured']);
const closed = 'client_closed';
export const unreadableConsent = 'consent_unreadable';

/** Exponential backoff with full jitter, after the time that Meta asked for. */
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
export function backoffSeconds(receiveCount: number, random: number, retryAfterMs = 0): number {
  const longest = schedule[Math.min(Math.max(receiveCount, 1), schedule.length) - 1] ?? 1;
  const asked = Math.min(Math.ceil(retryAfterMs / 1000), 3600);
  return asked + Math.max(1, Math.ceil(random * longest));
}

/** Seconds after the first, second, … attempt. */
const schedule = [1, 5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600];

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
export const maxDelaySeconds = 900;

/** Meta discards copies for 48 hours after the first one. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
const longestDoubtMs = 47 * 3_600_000;

const expiryMarginMs = 15 * 60_000;
