import type { CapiError } from '../event/outcome.ts';

/**
 * When a request is sent again. Which responses are retried, such as a status of 500 or 429, is
 * decided by `retryable` of their errors: see `statusCategories` and `graphErrors`.
 */
export const retryDefaults = {
  /** Milliseconds: the longest wait before the second attempt. It doubles with each attempt. */
  backoffMs: 500,
  maxBackoffMs: 60_000,
  /** Milliseconds of an attempt that is not the last: this share of the time to the deadline, … */
  // Meta answers most requests within 600 ms and suggests a time-out of 1,500 ms:
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/support
  attemptShare: 0.4,
  /** … at least this, … */
  minAttemptMs: 800,
  /** … and at most this, … */
  maxAttemptMs: 2500,
  /** … and more for each event. */
  attemptMsPerEvent: 4,
  /** Milliseconds: with less time left, no attempt is started. */
  leastUsefulMs: 100,
  /** Milliseconds: most responses take less. */
  usefulMs: 800,
} as const;

/**
 * Milliseconds after which an attempt that is not the last counts as too slow, and the next one
 * starts. All that remains to the last deadline where it would leave too little for another attempt.
 *
 * @param firstMs to the first deadline of the calls that wait
 * @param lastMs to the last one
 */
export function attemptLimitMs(firstMs: number, lastMs: number, eventCount: number): number {
  const { attemptShare, minAttemptMs, maxAttemptMs, attemptMsPerEvent } = retryDefaults;
  const limitMs =
    Math.min(Math.max(attemptShare * firstMs, minAttemptMs), maxAttemptMs) +
    attemptMsPerEvent * eventCount;
  return lastMs - limitMs < retryDefaults.leastUsefulMs ? lastMs : limitMs;
}

/** Milliseconds to wait before the next attempt, or `undefined` for no further one. */
// Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
export function retryDelayMs(
  error: Pick<CapiError, 'retryable' | 'retryAfterMs'>,
  attempts: number,
  remainingMs: number,
  random: () => number = Math.random,
): number | undefined {
  if (!error.retryable) return undefined;
  const { backoffMs, maxBackoffMs, leastUsefulMs, usefulMs } = retryDefaults;
  const jittered = random() * Math.min(backoffMs * 2 ** (attempts - 1), maxBackoffMs);
  // A shorter wait is better than an attempt too short to be answered, or none.
  const fitting = remainingMs > usefulMs ? Math.min(jittered, remainingMs - usefulMs) : jittered;
  const delayMs = Math.max(fitting, error.retryAfterMs ?? 0);
  return delayMs + leastUsefulMs <= remainingMs ? delayMs : undefined;
}
