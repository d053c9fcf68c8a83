import { isEmpty, isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { USER_DATA_KEYS } from '../vocabulary.ts';

/** Sets of customer information that are too common to identify a person. */
const TOO_BROAD: readonly (readonly string[])[] = [
  ['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent'],
  ['db', 'client_user_agent'],
  ['fn', 'ge'],
  ['ln', 'ge'],
];

export const matchingRules: readonly Rule<EventSubject>[] = [
  {
    id: 'user-data-missing',
    refusal: { code: 100 },
    sources: [capiPage('parameters/server-event')],
    message: 'user_data is required: a JSON object with customer information.',
    find: ({ event }) => (isObject(event['user_data']) ? [] : ['user_data']),
  },
  {
    id: 'user-data-too-broad',
    refusal: { code: 100, subcode: 2804050 },
    sources: [capiPage('best-practices')],
    message:
      'user_data does not identify a person. Add one of em, ph, external_id, fbp, fbc, or client_ip_address beside client_user_agent.',
    find: ({ event, userData }) => {
      const keys = Object.keys(userData).filter(
        (key) => USER_DATA_KEYS.has(key) && !isEmpty(userData[key]),
      );
      const tooBroad = TOO_BROAD.some((set) => keys.every((key) => set.includes(key)));
      return isObject(event['user_data']) && tooBroad ? ['user_data'] : [];
    },
  },
];
