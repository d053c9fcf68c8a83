/**
 * Starts a request with a signal that is aborted after `ms`, or when the caller's `signal` is aborted.
 * Rejects then, even if the client ignores the signal.
 */
export function within<Value>(
  ms: number,
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const end = (name: 'AbortError' | 'TimeoutError'): void => {
      release();
      const reason = new DOMException('', name);
      controller.abort(reason);
      reject(reason);
    };
    const abort = (): void => end('AbortError');
    const timer = setTimeout(() => end('TimeoutError'), Math.ceil(ms));
    const release = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    // An async function, so that a client that throws causes a rejection.
    const run = async (): Promise<Value> => start(controller.signal);
    run().then(resolve, reject).finally(release);
  });
}
