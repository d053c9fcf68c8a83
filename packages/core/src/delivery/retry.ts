import type { Cancellation } from '../async/cancellation.ts';
import type { CapiError } from '../event/outcome.ts';
import type { Failure, Verdict } from '../graph/classify.ts';

export interface RetryOptions {
  maxAttempts: number;
  cancellation: Cancellation;
  /** Of the calls that still wait, on the clock of `performance.now()`, milliseconds. */
  deadlines: () => { first: number; last: number };
  /** Events of the next attempt. */
  eventCount: () => number;
}

/** What the attempts came to. */
export interface Attempts {
  /** The last one's. */
  verdict: Verdict;
  /** May one before the last have been received? */
  mayBeReceived: boolean;
}

/**
 * Tries until Meta decides, the last deadline is too near or the attempts are used up. Each attempt
 * has its own time limit, so that one that stalls leaves time for another.
 */
export async function withRetries(
  attempt: (timeoutMs: number, mayBeReceived: boolean) => Promise<Verdict>,
  { maxAttempts, cancellation, deadlines, eventCount }: RetryOptions,
): Promise<Attempts> {
  let mayBeReceived = false;
  for (let attempts = 1; ; attempts += 1) {
    const start = performance.now();
    const { first, last } = deadlines();
    const limitMs =
      attempts < maxAttempts
        ? attemptLimitMs(first - start, last - start, eventCount())
        : last - start;
    const verdict = await attempt(limitMs, mayBeReceived);
    if (verdict.outcome === 'delivered') return { verdict, mayBeReceived };
    const { error, resent = false } = verdict;
    mayBeReceived ||= resent;
    const now = performance.now();
    const remainingMs = deadlines().last - now;
    let delayMs: number | undefined;
    if (attempts < maxAttempts && !cancellation.isCancelled) {
      // One that stalled has waited already.
      delayMs =
        now - start >= limitMs - timerSlackMs
          ? immediateRetryMs(error, remainingMs)
          : retryDelayMs(error, attempts, remainingMs);
    }
    if (delayMs === undefined) return { verdict, mayBeReceived };
    if (delayMs > 0) await sleep(delayMs, cancellation);
    if (cancellation.isCancelled) return { verdict, mayBeReceived };
    mayBeReceived ||= error.ambiguous;
  }
}

/**
 * Milliseconds for an attempt that is not the last: 40 % of what remains to the first deadline,
 * between 800 ms and 2.5 s, and a second more for each 250 events. Everything that remains to the
 * last deadline where it would leave too little for another attempt.
 */
// Meta answers most requests within 600 ms and suggests a time-out of 1,500 ms:
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/support
export function attemptLimitMs(firstMs: number, lastMs: number, eventCount: number): number {
  const limitMs = Math.min(Math.max(0.4 * firstMs, 800), 2500) + 4 * eventCount;
  return lastMs - limitMs < leastUsefulAttemptMs ? lastMs : limitMs;
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
  const jittered = random() * Math.min(500 * 2 ** (attempts - 1), 60_000);
  // A shorter wait is better than an attempt too short to be answered, or none.
  const fitting =
    remainingMs > usefulAttemptMs ? Math.min(jittered, remainingMs - usefulAttemptMs) : jittered;
  const delayMs = Math.max(fitting, error.retryAfterMs ?? 0);
  return delayMs + leastUsefulAttemptMs <= remainingMs ? delayMs : undefined;
}

function immediateRetryMs({ retryable }: CapiError, remainingMs: number): number | undefined {
  return retryable && remainingMs >= leastUsefulAttemptMs ? 0 : undefined;
}

/** Less than this is not enough for an answer: most take Meta some hundred milliseconds. */
const leastUsefulAttemptMs = 100;
/** Most answers come within this. */
const usefulAttemptMs = 800;
/** A timer may go off this much early. */
const timerSlackMs = 2;

/**
 * What an attempt's failure means for events of which an earlier copy may have been received: only
 * what Graph refuses for what it holds was refused the first time too.
 */
export function asAmbiguous(verdict: Verdict): Verdict {
  if (verdict.outcome === 'delivered' || verdict.refusesEveryCopy) return verdict;
  const failure: Failure = {
    outcome: 'ambiguous',
    error: { ...verdict.error, ambiguous: true },
  };
  return failure;
}

function sleep(ms: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      cancellation.onCancel = undefined;
      resolve();
    };
    const timer = setTimeout(wake, ms);
    cancellation.onCancel = wake;
  });
}
