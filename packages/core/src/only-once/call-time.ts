import { readSendOptions } from '../sink/send-options.ts';
import type { SendOptions } from '../sink/sink.ts';

/** How long a call to `onlyOnce` may take. */
export interface CallTime {
  /** Milliseconds until the caller's deadline; the sink's usual time where the call names none. */
  left(): number;
  readonly signal: AbortSignal | undefined;
  /** The caller's options, with what is left of the time. */
  options(): SendOptions | undefined;
}

/** Reads a call's own time out of its options. */
export function readTime(options: SendOptions | undefined): CallTime {
  const start = performance.now();
  const { timeoutMs, signal } = readSendOptions(options, {
    timeoutMs: Number.NaN,
    testEventCode: undefined,
  });
  // Only the sink knows what it takes for a call that names no time.
  if (Number.isNaN(timeoutMs)) return { left: () => usualTimeMs, signal, options: () => options };
  const left = (): number => start + timeoutMs - performance.now();
  // Nothing left must not read as nothing given.
  return { left, signal, options: () => ({ ...options, timeoutMs: Math.max(left(), 1) }) };
}

/** The client's own time unless configured. */
const usualTimeMs = 5000;

/** What the store may cost a call, on either side of the sending. */
export function storePatienceMs({ length }: readonly unknown[]): number {
  return 250 * Math.ceil(length / 1000);
}
