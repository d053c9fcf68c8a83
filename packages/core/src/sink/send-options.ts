import { isPrintedNothing } from '../input/text.ts';
import type { SendOptions } from './sink.ts';

/** {@link SendOptions} with the client's settings where nothing usable is given. */
export interface UsableOptions {
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly signal: AbortSignal | undefined;
  readonly testEventCode: string | undefined;
  /** Is a given code left out, because it is the text `undefined` or `null`? */
  readonly isCodeIgnored: boolean;
}

export function readSendOptions(
  options: SendOptions | undefined,
  settings: Pick<UsableOptions, 'testEventCode' | 'timeoutMs'>,
): UsableOptions {
  const { timeoutMs, maxAttempts, signal, testEventCode } = options ?? {};
  const code =
    typeof testEventCode === 'string' && testEventCode.trim() !== ''
      ? testEventCode.trim()
      : settings.testEventCode;
  const isCodeIgnored = code !== undefined && isPrintedNothing(code);
  return {
    timeoutMs: Math.min(isPositive(timeoutMs) ? timeoutMs : settings.timeoutMs, longestTimerMs),
    maxAttempts: isPositive(maxAttempts) ? maxAttempts : Number.POSITIVE_INFINITY,
    signal: isSignal(signal) ? signal : undefined,
    testEventCode: isCodeIgnored ? undefined : code,
    isCodeIgnored,
  };
}

/** A timer set for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1000;

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0;
}

function isSignal(value: unknown): value is AbortSignal {
  const { aborted, addEventListener, removeEventListener } = Object(value);
  return (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  );
}
