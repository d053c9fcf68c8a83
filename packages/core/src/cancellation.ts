/**
 * Tells work under way that nobody wants its outcome any more. Not an `AbortSignal`: to make and
 * watch one costs 6 µs, a tenth of what one request costs in all.
 */
export interface Cancellation {
  readonly isCancelled: boolean;
  /** Called once, when it happens. Belongs to whatever step of the work is under way. */
  onCancel: (() => void) | undefined;
}

export function createCancellation(): Cancellation {
  return { isCancelled: false, onCancel: undefined };
}

export function cancel(cancellation: Cancellation): void {
  (cancellation as { isCancelled: boolean }).isCancelled = true;
  cancellation.onCancel?.();
}
