import { startDeadlineTimer } from '../async/deadline-timer.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { SendResult } from '../event/result.ts';

export interface CloseOptions {
  /**
   * Milliseconds to wait for responses; 0 waits for none. After that every caller gets a result:
   * `ambiguous` for events that Meta may have received, else `notSent`.
   * @default the client's timeoutMs
   */
  timeoutMs?: number | undefined;
}

/** How many of the events that were waiting when the client was closed had which outcome. */
export type CloseSummary = Readonly<Record<EventOutcome['outcome'], number>>;

export const nothingSent: CloseSummary = {
  ambiguous: 0,
  delivered: 0,
  notSent: 0,
  queued: 0,
  rejected: 0,
  skipped: 0,
};

/** Counts the sends that have no result yet, so that a client can wait for them. */
export interface Closing {
  isClosed: () => boolean;
  started: () => void;
  ended: (result: SendResult) => SendResult;
  close: (options?: CloseOptions) => Promise<CloseSummary>;
}

export function createClosing(delivery: Delivery, defaultTimeoutMs: number): Closing {
  const summary: Record<EventOutcome['outcome'], number> = { ...nothingSent };
  let openSends = 0;
  let closing: Promise<CloseSummary> | undefined;
  let onLastEnded: (() => void) | undefined;
  return {
    isClosed: () => closing !== undefined,
    started() {
      openSends += 1;
    },
    ended(result) {
      openSends -= 1;
      if (closing !== undefined) {
        for (const { outcome } of result.outcomes) summary[outcome] += 1;
        if (openSends === 0) onLastEnded?.();
      }
      return result;
    },
    close(options) {
      closing ??= new Promise((resolve) => {
        const timeoutMs = timeoutOf(options) ?? defaultTimeoutMs;
        const timer = startDeadlineTimer(timeoutMs, () => delivery.stop());
        onLastEnded = () => {
          clearTimeout(timer);
          // After the callers have read their results: what follows may be `process.exit`.
          setTimeout(() => resolve(summary), 0);
        };
        delivery.flush();
        if (openSends === 0) onLastEnded();
      });
      return closing;
    },
  };
}

function timeoutOf(options: CloseOptions | undefined): number | undefined {
  const timeoutMs = options?.timeoutMs;
  return typeof timeoutMs === 'number' && timeoutMs >= 0 ? timeoutMs : undefined;
}
