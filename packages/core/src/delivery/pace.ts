import { batchLimits } from './batch-limits.ts';
import type { Batch } from './types.ts';

/** What decides when the next request may be sent. */
export interface Pace {
  /** The requests that wait for a response. */
  readonly inFlight: readonly Batch[];
  /** When the latest request was sent. */
  lastDeparture: number;
  /** How long responses take: a moving average. */
  responseMs: number;
  isFlushing: boolean;
}

/**
 * Milliseconds until the next request may be sent. Requests are spread over the time that a response
 * takes, so that under steady load one ends every few milliseconds, instead of all eight at once.
 */
export function pauseBeforeNext(state: Pace, now: number): number {
  let busy = 0;
  let firstStart = now;
  for (const { attempts } of state.inFlight) {
    const latest = attempts[attempts.length - 1];
    if (latest?.isStalled) continue;
    busy += 1;
    firstStart = Math.min(firstStart, latest?.start ?? now);
  }
  const { maxInFlight, maxWaitMs } = batchLimits;
  if (busy >= maxInFlight) return Math.max(firstStart + stalledAfterMs(state) - now, 1);
  if (state.isFlushing) return 0;
  const spacingMs = Math.min((state.responseMs * busy) / maxInFlight ** 2, maxWaitMs);
  return state.lastDeparture + spacingMs - now;
}

/** A request that has waited this long for its response holds back no others. */
export function stalledAfterMs({ responseMs }: Pace): number {
  return Math.max(2 * responseMs, batchLimits.stalledAfterMs);
}
