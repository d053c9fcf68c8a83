import { startDeadlineTimer } from './deadline-timer.ts';
import { whenAborted } from './on-abort.ts';

/**
 * The value of a promise; `undefined` if it takes longer than `ms` milliseconds, or if the signal
 * aborts first. Rejects as the promise does; a rejection after that time is ignored.
 *
 * @param startTimer `startOuterTimer` where the promise has a time limit that should be reached first
 */
export async function withTimeout<Value>(
  promise: PromiseLike<Value>,
  ms: number,
  signal?: AbortSignal,
  startTimer: typeof startDeadlineTimer = startDeadlineTimer,
): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    const giveUp = (): void => resolve(undefined);
    timer = startTimer(ms, giveUp);
    if (signal !== undefined) stopListening = whenAborted(signal, giveUp);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
    stopListening?.();
  }
}
