/** `access`: Meta refuses the token, the permission or the API version, until an operator acts. */
type PauseCause = 'access' | 'unavailable';

export interface Pause {
  readonly cause: PauseCause;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Which pixels are not sent to for now. */
export interface Breaker {
  /** The pause that holds now; `undefined`: send. */
  pauseOf(pixelId: string, now: number): Pause | undefined;
  /** Is the next request the first one after a pause? It makes a single attempt. */
  isProbe(pixelId: string): boolean;
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
  const pauses = new Map<string, Pause & { ms: number }>();
  return {
    pauseOf(pixelId, now) {
      const pause = pauses.get(pixelId);
      return pause !== undefined && pause.until > now ? pause : undefined;
    },
    isProbe: (pixelId) => pauses.has(pixelId),
    pause(pixelId, cause, now, retryAfterMs = 0) {
      const last = pauses.get(pixelId);
      const ms = last === undefined ? firstPauseMs : Math.min(last.ms * 2, longestPauseMs);
      const asked = Math.min(retryAfterMs, longestAskedMs);
      const least = cause === 'access' ? accessPauseMs : asked;
      pauses.set(pixelId, { cause, until: now + Math.max(ms, least), ms });
    },
    resume: (pixelId) => void pauses.delete(pixelId),
  };
}

const firstPauseMs = 30_000;
const longestPauseMs = 300_000;
const accessPauseMs = 900_000;
const longestAskedMs = 3_600_000;
