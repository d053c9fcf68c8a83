/** `access`: Meta refuses the token, the permission or the API version, until an operator acts. */
type PauseCause = 'access' | 'unavailable';

export interface Pause {
  readonly cause: PauseCause;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Which pixels are not sent to for now. */
export interface Breaker {
  /**
   * May a request be sent now? `all`: yes. `probe`: yes, with a single attempt; every other request
   * to this pixel waits for its result. A pause: no.
   */
  admit(pixelId: string, now: number): 'all' | 'probe' | Pause;
  /** After a request of which Meta received nothing. */
  pause(pixelId: string, cause: PauseCause, now: number, retryAfterMs?: number): void;
  resume(pixelId: string): void;
}

/**
 * Without pauses, every received message would be a request while Meta is down: with partial batch
 * responses, Lambda's pollers do not slow down on failures. The pauses double from 30 s to 5
 * minutes: 15 requests in the first hour and 12 in each later one, per pixel and process.
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
      // Requests that were in flight together fail together: one failure, not several.
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
/** If a probe has no result by then, the next one is allowed. */
const longestProbeMs = 60_000;
