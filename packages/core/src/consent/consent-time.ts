/**
 * When an answer was given, in whole Unix seconds; `undefined` for what is not a time between 2018 and
 * a minute from now. An impossible time must not count as newer than a refusal.
 */
export function consentTime(value: unknown): number | undefined {
  try {
    const seconds = value instanceof Date ? value.getTime() / 1000 : value;
    return typeof seconds === 'number' ? plausibleTime(seconds) : undefined;
  } catch {
    return undefined; // A Proxy of the caller threw.
  }
}

/** {@link consentTime} of a number. */
export function plausibleTime(seconds: number): number | undefined {
  return seconds >= earliest && seconds <= Date.now() / 1000 + 60 ? Math.floor(seconds) : undefined;
}

/** 2018-01-01, before the GDPR applied. */
const earliest = 1_514_764_800;
