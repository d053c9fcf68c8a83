import type { CapiEvent, OriginalEventData } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';
import type { WireEvent } from '../../event/prepared-event.ts';
import { isRecord } from '../../input/is-record.ts';
import { wellFormed } from '../../input/text.ts';
import { holdsPersonalData, safeKey } from '../../privacy/personal-data.ts';
import { toUnixSeconds } from './event-time.ts';

/**
 * `originalEventData` in Meta's names. A value that cannot be sent, or a key that Meta does not accept, is
 * left out with a warning.
 *
 * @param eventTime Unix seconds; the original event must not be later.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
export function readOriginalEvent(
  event: CapiEvent,
  diagnostics: Diagnostics,
  eventTime: number,
): WireEvent['original_event_data'] {
  const { originalEventData: original } = event;
  if (original === undefined || original === null) return undefined;
  if (!isRecord(original)) return leaveOut('', 'must be an object.', diagnostics);
  const wire: Record<string, string | number> = {};
  for (const [key, wireName] of Object.entries(originalEventKeys)) {
    const value = original[key];
    if (value === undefined || value === null) continue;
    const read =
      key === 'eventTime'
        ? readTime(value, eventTime, diagnostics)
        : readText(`.${key}`, value, diagnostics);
    if (read !== undefined) wire[wireName] = read;
  }
  warnOfUnknownKey(original, diagnostics);
  return Object.keys(wire).length > 0 ? wire : undefined;
}

function readTime(value: unknown, eventTime: number, diagnostics: Diagnostics): number | undefined {
  const seconds = toUnixSeconds(value);
  if (seconds === undefined) {
    return leaveOut('.eventTime', 'must be a valid Date or Unix seconds.', diagnostics);
  }
  return seconds > eventTime
    ? leaveOut('.eventTime', 'must not be after eventTime.', diagnostics)
    : seconds;
}

function readText(key: string, value: unknown, diagnostics: Diagnostics): string | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' ? idOf(value) : value;
  if (typeof text !== 'string') return leaveOut(key, 'must be text.', diagnostics);
  if (!holdsPersonalData(text)) return wellFormed(text);
  const problem = 'holds an e-mail address or a phone number, which goes into userData.';
  return leaveOut(key, problem, diagnostics);
}

/** Only the first one: its message lists the known keys. */
function warnOfUnknownKey(original: object, diagnostics: Diagnostics): void {
  const key = Object.keys(original).find((each) => !Object.hasOwn(originalEventKeys, each));
  if (key === undefined) return;
  const known = Object.keys(originalEventKeys).join(', ');
  leaveOut(`.${safeKey(key)}`, `is not a known key; known are ${known}.`, diagnostics);
}

/** A number that is used as an id; `undefined` if it has lost digits. */
function idOf(value: number | bigint): string | undefined {
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined;
}

function leaveOut(key: string, problem: string, { warnings }: Diagnostics): undefined {
  const path = `originalEventData${key}`;
  const message = `${path} was left out: it ${problem}`;
  warnings.push({ code: 'invalid_original_event', path, message });
}

/** The wire name of each key. */
export const originalEventKeys: Readonly<Record<keyof OriginalEventData, string>> = {
  eventName: 'event_name',
  orderId: 'order_id',
  eventId: 'event_id',
  eventTime: 'event_time',
};
