/**
 * What a promise comes to within `ms` milliseconds; `undefined` where it does not, rejects, or the
 * signal aborts before.
 */
export async function inTime<Value>(
  promise: Promise<Value>,
  ms: number,
  signal?: AbortSignal,
): Promise<Value | undefined> {
  let giveUp: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    giveUp = () => resolve(undefined);
    timer = setTimeout(giveUp, ms);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
  });
  try {
    return await Promise.race([promise, tooLate]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    if (giveUp) signal?.removeEventListener('abort', giveUp);
  }
}
