import { isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const originalEvent = capiPage('parameters/original-event');
const appendAttribution = capiPage('guides/append-attribution');

const ORIGINAL_EVENT_KEYS: ReadonlySet<string> = new Set([
  'event_name',
  'event_time',
  'order_id',
  'event_id',
]);
const ATTRIBUTION_KEYS = ['ad_id', 'touchpoint_ts', 'attribution_share', 'attribution_value'];

export const originalEventRules: readonly Rule<EventSubject>[] = [
  {
    id: 'original-event-not-an-object',
    sources: [originalEvent],
    message:
      'original_event_data is a JSON object with event_name, event_time, order_id or event_id.',
    find: ({ event: { original_event_data: original } }) =>
      original === undefined || isObject(original) ? [] : ['original_event_data'],
  },
  {
    id: 'original-event-key-unknown',
    sources: [originalEvent],
    message: 'original_event_data has only event_name, event_time, order_id and event_id.',
    find: ({ event: { original_event_data: original } }) =>
      isObject(original)
        ? Object.keys(original)
            .filter((key) => !ORIGINAL_EVENT_KEYS.has(key))
            .map((key) => `original_event_data.${key}`)
        : [],
  },
  {
    id: 'original-event-time-invalid',
    sources: [originalEvent],
    message:
      'event_time of the original event is in whole Unix seconds and not later than that of this event.',
    find: ({ event: { original_event_data: original, event_time: eventTime } }) => {
      const time = isObject(original) ? original['event_time'] : undefined;
      const fine = Number.isInteger(time) && Number(time) <= Number(eventTime);
      return time === undefined || fine ? [] : ['original_event_data.event_time'];
    },
  },
  {
    id: 'attribution-data-incomplete',
    sources: [appendAttribution],
    message:
      'An AppendAttribution event needs attribution_data with ad_id, touchpoint_ts, attribution_share and attribution_value.',
    find: ({ event: { event_name: name, attribution_data: data } }) => {
      if (name !== 'AppendAttribution') return [];
      return ATTRIBUTION_KEYS.filter((key) => !isObject(data) || data[key] === undefined).map(
        (key) => `attribution_data.${key}`,
      );
    },
  },
];
