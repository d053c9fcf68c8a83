/** `access`: Meta refuses the token, the permission or the API version. An operator must act. */
type PauseCause = 'access' | 'unavailable';

export interface Pause {
  readonly cause: PauseCause;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A circuit breaker for each pixel: after a failure, it pauses sending. */
export interface Breaker {
  /**
   * Whether a request may be sent now. `all`: yes. `probe`: yes, with one attempt; every other request
   * for this pixel waits for the result. A pause: no.
   */
  admit(pixelId: string, now: number): 'all' | 'probe' | Pause;
  /** Starts or extends the pause of a pixel, after a failed request. */
  pause(pixelId: string, cause: PauseCause, now: number, retryAfterMs?: number): void;
  resume(pixelId: string): void;
}

/**
 * Without pauses, every batch would cause a request while Meta is down, because with partial batch
 * responses Lambda's pollers do not slow down after failures. The pauses double from 30 s to 5 minutes.
 * Each process therefore sends 15 requests in the first hour and 12 in each later hour, for each pixel.
 */
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
export function createBreaker(): Breaker {
  const pauses = new Map<string, Pause & { ms: number; isProbed: boolean }>();
  return {
    admit(pixelId, now) {
      const pause = pauses.get(pixelId);
      if (pause === undefined) return 'all';
      if (pause.until > now) return { cause: pause.cause, until: pause.until };
      pauses.set(pixelId, { ...pause, until: now + longestProbeMs, isProbed: true });
      return 'probe';
    },
    pause(pixelId, cause, now, retryAfterMs = 0) {
      const last = pauses.get(pixelId);
      // Concurrent requests fail together. They count as one failure.
      const isSameFailure = last !== undefined && !last.isProbed && last.until > now;
      const doubled = last === undefined ? firstPauseMs : Math.min(last.ms * 2, longestPauseMs);
      const ms = isSameFailure ? last.ms : doubled;
      const asked = Math.min(retryAfterMs, longestAskedMs);
      const least = cause === 'access' ? accessPauseMs : asked;
      const until = now + Math.max(ms, least);
      pauses.set(pixelId, {
        cause,
        until: isSameFailure ? Math.max(until, last.until) : until,
        ms,
        isProbed: false,
      });
    },
    resume: (pixelId) => void pauses.delete(pixelId),
  };
}

const firstPauseMs = 30_000;
const longestPauseMs = 300_000;
const accessPauseMs = 900_000;
const longestAskedMs = 3_600_000;
/** If a probe has no result after this time, another probe is allowed. */
const longestProbeMs = 60_000;
