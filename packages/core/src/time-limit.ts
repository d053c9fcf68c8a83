import { afterReading } from './after-reading.ts';
import type { HttpRequest } from './http-answer.ts';

/** Why a request was given up. */
export type Stop = 'timeout' | 'aborted';

/** Watches a request's deadline and whether it is cancelled, until the function it returns is called. */
export function startTimeLimit(
  { timeoutMs, cancellation }: HttpRequest,
  onReached: (stop: Stop) => void,
): () => void {
  let isOver = false;
  const timer = setTimeout(
    () => {
      afterReading(() => {
        if (!isOver) onReached('timeout');
      });
    },
    Math.max(timeoutMs, 0),
  );
  if (cancellation !== undefined) cancellation.onCancel = () => onReached('aborted');
  return () => {
    isOver = true;
    clearTimeout(timer);
    if (cancellation !== undefined) cancellation.onCancel = undefined;
  };
}
