import type { HttpRequest } from './http-answer.ts';

/** Why a request was given up. */
export type Stop = 'timeout' | 'aborted';

/** Watches a request's deadline and its signal, until the function it returns is called. */
export function startTimeLimit(
  { timeoutMs, signal }: HttpRequest,
  onReached: (stop: Stop) => void,
): () => void {
  const onAbort = () => onReached('aborted');
  const timer = setTimeout(() => onReached('timeout'), timeoutMs);
  signal?.addEventListener('abort', onAbort);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  };
}
