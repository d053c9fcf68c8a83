import type { CapiEvent, OriginalEventData } from '../event.ts';
import { isRecord } from '../is-record.ts';
import { holdsPersonalData } from '../personal-data.ts';
import type { WireEvent } from '../prepared-event.ts';
import type { Issue } from '../result.ts';
import { toUnixSeconds } from './event-time.ts';

/** `originalEventData` in Meta's names. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
export function readOriginalEvent(
  { originalEventData: original }: CapiEvent,
  eventSeconds: number,
  report: (issue: Issue) => void,
): WireEvent['original_event_data'] {
  if (original === undefined || original === null) return undefined;
  const refuse = (key: string, fix: string): undefined => {
    const path = `originalEventData${key}`;
    report({ code: 'invalid_original_event', path, message: `${path} ${fix}` });
  };
  if (!isRecord(original)) return refuse('', 'must be an object.');
  const wire: Record<string, string | number> = {};
  for (const [key, wireName] of Object.entries(originalEventKeys)) {
    const value = original[key];
    if (value === undefined || value === null) continue;
    if (key === 'eventTime') {
      const seconds = toUnixSeconds(value);
      if (seconds === undefined) refuse('.eventTime', 'must be a valid Date or Unix seconds.');
      else if (seconds > eventSeconds) refuse('.eventTime', 'must not be after eventTime.');
      else wire[wireName] = seconds;
    } else if (typeof value !== 'string') refuse(`.${key}`, 'must be text.');
    else if (holdsPersonalData(value)) {
      refuse(`.${key}`, 'holds an e-mail address or a phone number: it goes into userData.');
    } else wire[wireName] = value;
  }
  return wire;
}

/** What each key is called on the wire. */
export const originalEventKeys: Readonly<Record<keyof OriginalEventData, string>> = {
  eventName: 'event_name',
  orderId: 'order_id',
  eventId: 'event_id',
  eventTime: 'event_time',
};
