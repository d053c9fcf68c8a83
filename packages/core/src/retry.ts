import type { Cancellation } from './cancellation.ts';
import type { Verdict } from './classify.ts';
import type { CapiError } from './result.ts';

export interface RetryOptions {
  /** On the clock of `performance.now()`, milliseconds. */
  deadline: number;
  maxAttempts: number;
  cancellation: Cancellation;
}

/**
 * Tries until Meta decides, the deadline is too near or the attempts are used up. An attempt that
 * may have been taken makes the whole ambiguous unless a later one says otherwise.
 */
export async function withRetries(
  attempt: (timeoutMs: number) => Promise<Verdict>,
  { deadline, maxAttempts, cancellation }: RetryOptions,
): Promise<Verdict> {
  let mayBeTaken = false;
  for (let attempts = 1; ; attempts += 1) {
    const verdict = await attempt(deadline - performance.now());
    if (verdict.outcome === 'delivered') return verdict;
    const { error, resent = false } = verdict;
    mayBeTaken ||= resent;
    const delayMs =
      attempts < maxAttempts
        ? retryDelayMs(error, attempts, deadline - performance.now())
        : undefined;
    if (delayMs !== undefined && !cancellation.isCancelled) await sleep(delayMs, cancellation);
    if (delayMs === undefined || cancellation.isCancelled) {
      return mayBeTaken ? asAmbiguous(verdict) : verdict;
    }
    mayBeTaken ||= error.ambiguous;
  }
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
  const delayMs = Math.max(jittered, error.retryAfterMs ?? 0);
  return delayMs + leastUsefulAttemptMs <= remainingMs ? delayMs : undefined;
}

/** Less than this is not enough for an answer: most take Meta some hundred milliseconds. */
const leastUsefulAttemptMs = 100;

// A refused payload was refused the first time too: it is the same bytes.
function asAmbiguous(verdict: Exclude<Verdict, { outcome: 'delivered' }>): Verdict {
  return verdict.error.fault === 'payload'
    ? verdict
    : { outcome: 'ambiguous', error: { ...verdict.error, ambiguous: true } };
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
