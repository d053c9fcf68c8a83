import { startDeadlineTimer } from '../async/deadline-timer.ts';
import type { HttpRequest } from './types.ts';

/** Why a request was stopped. */
export type Stop = 'timeout' | 'aborted';

/** Watches a request's deadline and whether it is cancelled, until the function it returns is called. */
export function startTimeLimit(
  { timeoutMs, cancellation }: HttpRequest,
  onReached: (stop: Stop) => void,
): () => void {
  let isOver = false;
  const timer = startDeadlineTimer(timeoutMs, () => {
    if (!isOver) onReached('timeout');
  });
  if (cancellation !== undefined) cancellation.onCancel = () => onReached('aborted');
  return () => {
    isOver = true;
    clearTimeout(timer);
    if (cancellation !== undefined) cancellation.onCancel = undefined;
  };
}
