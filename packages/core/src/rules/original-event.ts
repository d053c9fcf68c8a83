import type { CapiEvent } from '../event.ts';
import { holdsEmail, holdsPhone } from '../personal-data.ts';
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
  if (typeof original !== 'object') return refuse('', 'must be an object.');
  const given = original as Readonly<Record<string, unknown>>;
  const wire: Record<string, string | number> = {};
  for (const [key, wireName] of Object.entries(texts)) {
    const value = given[key];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') refuse(`.${key}`, 'must be text.');
    else if (holdsEmail(value) || holdsPhone(value)) {
      refuse(`.${key}`, 'holds an e-mail address or a phone number: it goes into userData.');
    } else wire[wireName] = value;
  }
  if (given['eventTime'] !== undefined && given['eventTime'] !== null) {
    const seconds = toUnixSeconds(given['eventTime']);
    if (seconds === undefined) refuse('.eventTime', 'must be a valid Date or Unix seconds.');
    else if (seconds > eventSeconds) refuse('.eventTime', 'must not be after eventTime.');
    else wire['event_time'] = seconds;
  }
  return wire;
}

const texts: Readonly<Record<string, string>> = {
  eventName: 'event_name',
  orderId: 'order_id',
  eventId: 'event_id',
};
