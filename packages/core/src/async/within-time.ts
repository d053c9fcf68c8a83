import { startDeadlineTimer } from './deadline-timer.ts';
import { whenAborted } from './on-abort.ts';

/**
 * What a promise comes to within `ms` milliseconds; `undefined` where it does not, rejects, or the
 * signal aborts before.
 */
export async function inTime<Value>(
  promise: Promise<Value>,
  ms: number,
  signal?: AbortSignal,
): Promise<Value | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopListening: (() => void) | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    const giveUp = (): void => resolve(undefined);
    timer = startDeadlineTimer(ms, giveUp);
    if (signal !== undefined) stopListening = whenAborted(signal, giveUp);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    stopListening?.();
  }
}
