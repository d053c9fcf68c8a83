import { readSendOptions } from '../sink/send-options.ts';
import type { SendOptions } from '../sink/sink.ts';

/** How long a call to `onlyOnce` may take. */
export interface CallTime {
  /** Milliseconds until the caller's deadline; the client's default if the call has no `timeoutMs`. */
  left(): number;
  readonly signal: AbortSignal | undefined;
  /** The caller's options, with the time that is left. */
  options(): SendOptions | undefined;
}

/** Reads the time of a call from its options. */
export function readTime(options: SendOptions | undefined): CallTime {
  const start = performance.now();
  const { timeoutMs, signal } = readSendOptions(options, {
    timeoutMs: Number.NaN,
    testEventCode: undefined,
  });
  // For a call without `timeoutMs`, the sink uses its default.
  if (Number.isNaN(timeoutMs))
    return { left: () => defaultTimeoutMs, signal, options: () => options };
  const left = (): number => start + timeoutMs - performance.now();
  // 0 would mean the default.
  return { left, signal, options: () => ({ ...options, timeoutMs: Math.max(left(), 1) }) };
}

/** The default `timeoutMs` of the client. */
const defaultTimeoutMs = 5000;

/** The time limit of the store, before the sending and again after it. */
export function storeTimeoutMs({ length }: readonly unknown[]): number {
  return 250 * Math.ceil(length / 1000);
}
