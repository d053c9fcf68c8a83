import type { ActionSource, CapiEvent } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';
import { toActionSource } from './action-source.ts';

/**
 * `eventTime` as whole Unix seconds. `undefined`, with an issue, for what Meta would reject or count
 * wrongly; the issue's code is the skip reason if the event is too old or in the future.
 */
export function readEventTime(
  event: CapiEvent,
  { issues }: Diagnostics,
  nowMs: number,
): number | undefined {
  const { eventTime } = event;
  const refuse = (code: string, fix: string): undefined => {
    issues.push({ code, path: 'eventTime', message: `eventTime: ${fix}` });
  };
  const seconds = toUnixSeconds(eventTime);
  if (seconds === undefined) {
    const problem = eventTime === undefined || eventTime === null ? 'is missing; ' : '';
    const fix = 'give a valid Date, or Unix seconds (not milliseconds).';
    return refuse('invalid_event_time', problem + fix);
  }
  const actionSource = toActionSource(event.actionSource);
  if (isTooOld(seconds, actionSource, nowMs)) {
    const days = oldestDays(actionSource);
    return refuse('event_too_old', `Meta takes events of the last ${days} days.`);
  }
  const now = Math.floor(nowMs / 1000);
  if (seconds > now + clockSkewSeconds) {
    return refuse('event_in_future', 'it is in the future: check the clock of its source.');
  }
  return Math.min(seconds, now);
}

/** Whole Unix seconds; `undefined` for anything else, including milliseconds. */
export function toUnixSeconds(value: unknown): number | undefined {
  const seconds = value instanceof Date ? value.getTime() / 1000 : value;
  return typeof seconds === 'number' && Math.abs(seconds) < largestSeconds
    ? Math.floor(seconds)
    : undefined;
}

/** The year 5138 in seconds, 1973 in milliseconds. */
const largestSeconds = 1e11;

/** One event that is too old makes Meta reject the whole request, so none may be sent. */
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

/** The event must not reach the limit while it is being sent. */
const marginSeconds = 60;

/** A source whose clock is a little fast is accepted: its events get the present time. */
const clockSkewSeconds = 60;
