import { isEmpty, isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const appData = capiPage('parameters/app-data');
const serverEvent = capiPage('parameters/server-event');

const EXTINFO_LENGTH = 16;
const OS_VERSION = 4;

export const appRules: readonly Rule<EventSubject>[] = [
  {
    id: 'app-data-missing',
    refusal: { code: 100 },
    sources: [serverEvent, appData],
    message:
      'An app event needs app_data, a JSON object with advertiser_tracking_enabled and extinfo.',
    find: ({ event }) =>
      event['action_source'] === 'app' && !isObject(event['app_data']) ? ['app_data'] : [],
  },
  {
    id: 'extinfo-invalid',
    refusal: { code: 100, subcode: 2804043 },
    sources: [
      appData,
      { url: 'https://github.com/rudderlabs/rudder-transformer', certainty: 'field' },
    ],
    message:
      'extinfo starts with a2 (Android) or i2 (iOS) and has the version of the operating system in its fifth place.',
    find: ({ event: { action_source: source, app_data: data } }) => {
      if (source !== 'app' || !isObject(data)) return [];
      const extinfo: unknown = data['extinfo'];
      return Array.isArray(extinfo) &&
        (extinfo[0] === 'a2' || extinfo[0] === 'i2') &&
        !isEmpty(extinfo[OS_VERSION])
        ? []
        : ['app_data.extinfo'];
    },
  },
  {
    id: 'extinfo-incomplete',
    sources: [appData],
    message: 'extinfo has 16 places; fill those that are not known with empty texts.',
    find: ({ event: { app_data: data } }) =>
      isObject(data) && Array.isArray(data['extinfo']) && data['extinfo'].length !== EXTINFO_LENGTH
        ? ['app_data.extinfo']
        : [],
  },
  {
    id: 'tracking-permission-missing',
    sources: [appData],
    message: 'app_data.advertiser_tracking_enabled is 1 if the person allowed tracking, else 0.',
    find: ({
      event: { action_source: source, app_data: data, advertiser_tracking_enabled: outer },
    }) =>
      source === 'app' &&
      isObject(data) &&
      !isFlag(data['advertiser_tracking_enabled']) &&
      !isFlag(outer)
        ? ['app_data.advertiser_tracking_enabled']
        : [],
  },
];

function isFlag(value: unknown): boolean {
  return value === 0 || value === 1 || typeof value === 'boolean';
}
