import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage, marketingPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const options = marketingPage('overview/data-processing-options');
const serverEvent = capiPage('parameters/server-event');

/** 0: Meta uses geolocation; 1: the United States. */
const COUNTRY_CODES: readonly unknown[] = [0, 1];
/** 0: Meta uses geolocation; 1000: California … 1013: Rhode Island. */
const FIRST_STATE = 1000;
const LAST_STATE = 1013;

export const dataProcessingRules: readonly Rule<EventSubject>[] = [
  {
    id: 'data-processing-options-invalid',
    sources: [options, serverEvent],
    message: 'data_processing_options is a list: ["LDU"] for Limited Data Use, [] for none.',
    find: ({ event: { data_processing_options: list } }) =>
      list === undefined || (Array.isArray(list) && list.every((option) => option === 'LDU'))
        ? []
        : ['data_processing_options'],
  },
  {
    id: 'data-processing-country-invalid',
    sources: [options, serverEvent],
    message:
      'data_processing_options_country is the number 1 (United States) or 0 (Meta finds out).',
    find: ({ event: { data_processing_options_country: country } }) =>
      country === undefined || COUNTRY_CODES.includes(country)
        ? []
        : ['data_processing_options_country'],
  },
  {
    id: 'data-processing-state-invalid',
    sources: [options],
    message:
      'data_processing_options_state is a number from 1000 (California) to 1013 (Rhode Island), or 0 (Meta finds out).',
    find: ({ event: { data_processing_options_state: state } }) =>
      state === undefined || state === 0 || isState(state) ? [] : ['data_processing_options_state'],
  },
  {
    id: 'data-processing-country-missing',
    sources: [options, serverEvent],
    message:
      'With "LDU", also send data_processing_options_country: 1, or 0 for geolocation by Meta.',
    find: ({ event }) =>
      isLimited(event) && event['data_processing_options_country'] === undefined
        ? ['data_processing_options_country']
        : [],
  },
  {
    id: 'data-processing-state-missing',
    sources: [options, serverEvent],
    message:
      'Without data_processing_options_state, Meta ignores the country and geolocates both; send the state, or 0.',
    find: ({ event }) =>
      event['data_processing_options_country'] !== undefined &&
      event['data_processing_options_state'] === undefined
        ? ['data_processing_options_state']
        : [],
  },
  {
    id: 'data-processing-place-unknowable',
    sources: [options, serverEvent],
    message:
      'With "LDU" and without client_ip_address, Meta requires data_processing_options_state, because it cannot geolocate the person.',
    find: ({ event, userData }) =>
      isLimited(event) &&
      event['data_processing_options_state'] === undefined &&
      isEmpty(userData['client_ip_address'])
        ? ['data_processing_options_state']
        : [],
  },
  {
    id: 'data-processing-state-without-country',
    sources: [options],
    message: 'These states are in the United States; send data_processing_options_country 1.',
    find: ({ event }) =>
      isState(event['data_processing_options_state']) &&
      event['data_processing_options_country'] === 0
        ? ['data_processing_options_country']
        : [],
  },
];

function isLimited({ data_processing_options: list }: EventSubject['event']): boolean {
  return Array.isArray(list) && list.includes('LDU');
}

function isState(state: unknown): boolean {
  return Number.isInteger(state) && Number(state) >= FIRST_STATE && Number(state) <= LAST_STATE;
}
