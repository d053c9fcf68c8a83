import type { ActionSource } from '../../event/capi-event.ts';
import type { Issue, SkipReason } from '../../event/result.ts';

export type EventTime =
  | { ok: true; seconds: number }
  | { ok: false; reason: SkipReason; issue: Issue };

/** Reads a `Date` or Unix seconds and refuses what Meta would refuse, or would count wrongly. */
export function readEventTime(
  value: unknown,
  actionSource: ActionSource | undefined,
  nowMs: number,
): EventTime {
  const seconds = toUnixSeconds(value);
  if (seconds === undefined) {
    const fault = value === undefined || value === null ? 'is missing; ' : '';
    const fix = `${fault}give a valid Date, or Unix seconds (not milliseconds).`;
    return refuse('invalid_event', 'invalid_event_time', fix);
  }
  const now = Math.floor(nowMs / 1000);
  if (isTooOld(seconds, actionSource, nowMs)) {
    const days = oldestDays(actionSource);
    return refuse('event_too_old', 'event_too_old', `Meta takes events of the last ${days} days.`);
  }
  if (seconds > now + clockSkewSeconds) {
    const fix = 'it lies in the future: check the clock it comes from.';
    return refuse('event_in_future', 'event_in_future', fix);
  }
  return { ok: true, seconds: Math.min(seconds, now) };
}

/** Whole Unix seconds; `undefined` for anything else, milliseconds among it. */
export function toUnixSeconds(value: unknown): number | undefined {
  const seconds = value instanceof Date ? value.getTime() / 1000 : value;
  return typeof seconds === 'number' && Math.abs(seconds) < largestSeconds
    ? Math.floor(seconds)
    : undefined;
}

/** The year 5138 in seconds, 1973 in milliseconds. */
const largestSeconds = 1e11;

/** One event that is too old makes Meta refuse the whole request, so none may leave. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export function isTooOld(
  seconds: number,
  actionSource: ActionSource | undefined,
  nowMs: number,
): boolean {
  return nowMs / 1000 - seconds > oldestDays(actionSource) * 86_400 - marginSeconds;
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/offline-events
function oldestDays(actionSource: ActionSource | undefined): number {
  return actionSource === 'physical_store' ? 62 : 7;
}

/** The event must not pass the limit while it is on its way. */
const marginSeconds = 60;

/** A source whose clock is a little fast is not refused: its events count as of now. */
const clockSkewSeconds = 60;

function refuse(reason: SkipReason, code: string, fix: string): EventTime {
  return { ok: false, reason, issue: { code, path: 'eventTime', message: `eventTime: ${fix}` } };
}
