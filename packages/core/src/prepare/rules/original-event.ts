import type { CapiEvent, OriginalEventData } from '../../event/capi-event.ts';
import type { WireEvent } from '../../event/prepared-event.ts';
import type { Warning } from '../../event/result.ts';
import { isRecord } from '../../input/is-record.ts';
import { wellFormed } from '../../input/text.ts';
import { holdsPersonalData } from '../../privacy/personal-data.ts';
import { toUnixSeconds } from './event-time.ts';

/** `originalEventData` in Meta's names. What cannot be sent is left out, with a warning. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
export function readOriginalEvent(
  { originalEventData: original }: CapiEvent,
  eventSeconds: number,
  warn: (warning: Warning) => void,
): WireEvent['original_event_data'] {
  if (original === undefined || original === null) return undefined;
  const leaveOut = (key: string, problem: string): undefined => {
    const path = `originalEventData${key}`;
    const message = `${path} was left out: it ${problem}`;
    warn({ code: 'invalid_original_event', path, message });
  };
  if (!isRecord(original)) return leaveOut('', 'must be an object.');
  const wire: Record<string, string | number> = {};
  for (const [key, wireName] of Object.entries(originalEventKeys)) {
    const value = original[key];
    if (value === undefined || value === null) continue;
    if (key === 'eventTime') {
      const seconds = toUnixSeconds(value);
      if (seconds === undefined) leaveOut('.eventTime', 'must be a valid Date or Unix seconds.');
      else if (seconds > eventSeconds) leaveOut('.eventTime', 'must not be after eventTime.');
      else wire[wireName] = seconds;
      continue;
    }
    const text = typeof value === 'number' || typeof value === 'bigint' ? idOf(value) : value;
    if (typeof text !== 'string') leaveOut(`.${key}`, 'must be text.');
    else if (holdsPersonalData(text)) {
      leaveOut(`.${key}`, 'holds an e-mail address or a phone number, which goes into userData.');
    } else wire[wireName] = wellFormed(text);
  }
  return Object.keys(wire).length > 0 ? wire : undefined;
}

/** A number that means an id; `undefined` where it has lost digits. */
function idOf(value: number | bigint): string | undefined {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined;
}

/** What each key is called on the wire. */
export const originalEventKeys: Readonly<Record<keyof OriginalEventData, string>> = {
  eventName: 'event_name',
  orderId: 'order_id',
  eventId: 'event_id',
  eventTime: 'event_time',
};
