import type { EventOutcome } from '@meta-capi/core';
import type { QueueRecord } from './record.ts';

export type DeadLetterReason = 'expired' | 'in_doubt' | 'rejected' | 'unknown_pixel' | 'unreadable';

/** What becomes of a message. All delays are in seconds. */
export type Decision =
  | { do: 'complete' }
  /** The same message again, after its visibility timeout: uses one receive count. */
  | { do: 'retry'; delaySeconds: number }
  /** A new message, and the old one completes: keeps what is known, uses no receive count. */
  | { do: 'requeue'; record: QueueRecord; delaySeconds: number }
  | { do: 'deadLetter'; reason: DeadLetterReason };

export interface Circumstances {
  /** Milliseconds since 1970. */
  now: number;
  /** How often SQS has handed out this message, this time included. */
  receiveCount: number;
  /** 0 to 1, for the jitter. */
  random: number;
}

/**
 * Decides what becomes of a message once its event has an outcome. Pure. Rules S4 to S11: an event
 * of which a copy may have been received is retried for 47 hours after that, because Meta discards
 * copies for 48; no event is retried once Meta would reject it as too old.
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
 * Why an event must not be sent any more: Meta would reject it, and with it its whole request; or a
 * copy may have been received so long ago that Meta would count this one too.
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
  // `isStillAllowed` returned no boolean. The consent was given before, so the event waits for the fix.
  if (reason === unreadableConsent) {
    return { do: 'retry', delaySeconds: backoffSeconds(receiveCount, random) };
  }
  // A copy in the dead-letter queue would keep the data of a visitor who refused.
  if (reason.startsWith('consent_') || completed.has(reason)) return { do: 'complete' };
  if (notReady.has(reason)) return { do: 'requeue', record, delaySeconds: maxDelaySeconds };
  // This process ends, and another consumer sends the event.
  if (reason === closed) return { do: 'retry', delaySeconds: backoffSeconds(1, random) };
  return { do: 'deadLetter', reason: reason === 'event_too_old' ? 'expired' : 'rejected' };
}

/** Not sent on purpose. */
const completed: ReadonlySet<string> = new Set([
  'already_sent',
  'test_mode_without_test_event_code',
]);

const notReady: ReadonlySet<string> = new Set(['bad_configuration', 'not_configured']);
const closed = 'client_closed';
export const unreadableConsent = 'consent_unreadable';

/** Exponential backoff with full jitter; longer where Meta asked for it. */
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

/** Meta discards copies for 48 hours from the first one. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
const longestDoubtMs = 47 * 3_600_000;

const expiryMarginMs = 15 * 60_000;
