import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import {
  CUSTOM_DATA_KEYS,
  EVENT_KEYS,
  foldName,
  HASHED_KEYS,
  PLAIN_KEYS,
  USER_DATA_KEYS,
} from '../vocabulary.ts';

const serverEvent = capiPage('parameters/server-event');
const customerInformation = capiPage('parameters/customer-information-parameters');
const customDataPage = capiPage('parameters/custom-data');

const EVENT_KEYS_FOLDED = folded(EVENT_KEYS);
const CUSTOM_DATA_KEYS_FOLDED = folded(CUSTOM_DATA_KEYS);
/** In custom_data, `country` may describe a trip or a property, and short name keys may mean anything. */
const PERSONAL_KEYS_FOLDED = folded([
  ...[...HASHED_KEYS, ...PLAIN_KEYS].filter((key) => key !== 'country'),
  'external_id',
  'user_data',
  'email',
  'phone',
  'phone_number',
  'first_name',
  'last_name',
  'full_name',
  'date_of_birth',
  'birthday',
  'ip_address',
  'user_agent',
]);

export const keyRules: readonly Rule<EventSubject>[] = [
  {
    id: 'custom-data-at-top',
    sources: [customDataPage, serverEvent],
    message: 'Move this into custom_data; Meta does not read it next to event_name.',
    find: ({ event }) =>
      unknownKeys(event).filter((key) => CUSTOM_DATA_KEYS_FOLDED.has(foldName(key))),
  },
  {
    id: 'user-data-at-top',
    sources: [customerInformation, serverEvent],
    message: 'Move this into user_data; Meta does not read it next to event_name.',
    find: ({ event }) => unknownKeys(event).filter((key) => USER_DATA_KEYS.has(key)),
  },
  {
    id: 'event-key-misspelt',
    sources: [serverEvent],
    message:
      'Meta’s names are in lower case with underscores: event_id, not eventID, which only the Pixel uses.',
    find: ({ event }) => unknownKeys(event).filter((key) => EVENT_KEYS_FOLDED.has(foldName(key))),
  },
  {
    id: 'event-key-unknown',
    sources: [serverEvent],
    message: 'Unknown event parameter; put your own properties into custom_data.',
    find: ({ event }) =>
      unknownKeys(event).filter(
        (key) =>
          !USER_DATA_KEYS.has(key) &&
          !CUSTOM_DATA_KEYS_FOLDED.has(foldName(key)) &&
          !EVENT_KEYS_FOLDED.has(foldName(key)),
      ),
  },
  {
    id: 'user-data-key-unknown',
    sources: [customerInformation],
    message:
      'Unknown key in user_data; Meta uses short names: em, ph, fn, ln, db, ge, ct, st, zp, country.',
    find: ({ userData }) =>
      Object.keys(userData)
        .filter((key) => !USER_DATA_KEYS.has(key))
        .map((key) => `user_data.${key}`),
  },
  {
    id: 'custom-data-key-misspelt',
    sources: [customDataPage],
    message:
      'Meta treats this as a custom property; write Meta’s names in lower case with underscores, such as content_ids.',
    find: ({ customData }) =>
      Object.keys(customData)
        .filter((key) => !CUSTOM_DATA_KEYS.has(key) && CUSTOM_DATA_KEYS_FOLDED.has(foldName(key)))
        .map((key) => `custom_data.${key}`),
  },
  {
    id: 'event-key-in-custom-data',
    sources: [serverEvent],
    message:
      'This is a parameter of the event; move it from custom_data to the level of event_name.',
    find: ({ customData }) =>
      Object.keys(customData)
        .filter((key) => !CUSTOM_DATA_KEYS.has(key) && EVENT_KEYS_FOLDED.has(foldName(key)))
        .filter((key) => !PERSONAL_KEYS_FOLDED.has(foldName(key)))
        .map((key) => `custom_data.${key}`),
  },
  {
    id: 'personal-key-in-custom-data',
    sources: [customerInformation],
    message:
      'Move customer information into user_data, hashed where Meta requires it; in custom_data it is neither matched nor protected.',
    find: ({ customData }) =>
      Object.keys(customData)
        .filter((key) => PERSONAL_KEYS_FOLDED.has(foldName(key)))
        .map((key) => `custom_data.${key}`),
  },
];

function unknownKeys(event: EventSubject['event']): readonly string[] {
  return Object.keys(event).filter((key) => !EVENT_KEYS.has(key));
}

function folded(keys: Iterable<string>): ReadonlySet<string> {
  return new Set([...keys].map(foldName));
}
