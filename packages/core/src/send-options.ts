import type { Settings } from './config.ts';
import type { SendOptions } from './sink.ts';

/** {@link SendOptions} with the client's settings where nothing usable is given. */
export interface UsableOptions {
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly signal: AbortSignal | undefined;
  readonly testEventCode: string | undefined;
}

export function readSendOptions(
  options: SendOptions | undefined,
  settings: Pick<Settings, 'testEventCode' | 'timeoutMs'>,
): UsableOptions {
  const { timeoutMs, maxAttempts, signal, testEventCode } = options ?? {};
  return {
    timeoutMs: isPositive(timeoutMs) ? Math.min(timeoutMs, longestTimerMs) : settings.timeoutMs,
    maxAttempts: isPositive(maxAttempts) ? maxAttempts : Number.POSITIVE_INFINITY,
    signal: isSignal(signal) ? signal : undefined,
    testEventCode: typeof testEventCode === 'string' ? testEventCode : settings.testEventCode,
  };
}

/** A timer set for longer goes off at once. */
const longestTimerMs = 2 ** 31 - 1000;

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isSignal(value: unknown): value is AbortSignal {
  return typeof Object(value).addEventListener === 'function';
}
