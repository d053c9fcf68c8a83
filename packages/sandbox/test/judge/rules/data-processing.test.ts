import type { JsonObject } from '../../../src/judge/json.ts';
import { dataProcessingRules } from '../../../src/judge/rules/data-processing.ts';
import { purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const limited = (country: unknown, state: unknown, more: JsonObject = {}) =>
  purchase({
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
    ...more,
  });
const withoutAddress = { user_data: userData({ client_ip_address: undefined }) };
const OPTIONS = 'data_processing_options';
const COUNTRY = 'data_processing_options_country';
const STATE = 'data_processing_options_state';

// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
describeEventRules(dataProcessingRules, {
  'data-processing-options-invalid': {
    breaks: [
      ['text', purchase({ data_processing_options: 'LDU' }), OPTIONS],
      ['lower case', purchase({ data_processing_options: ['ldu'] }), OPTIONS],
      ['another option', purchase({ data_processing_options: ['LDU', 'GDPR'] }), OPTIONS],
    ],
    keeps: [
      ['LDU', limited(1, 1000)],
      ['explicitly no option', purchase({ data_processing_options: [] })],
    ],
  },
  'data-processing-country-invalid': {
    breaks: [
      ['a code of two letters', limited('US', 1000), COUNTRY],
      ['another number', limited(2, 1000), COUNTRY],
    ],
    keeps: [
      ['1', limited(1, 1000)],
      ['0', limited(0, 0)],
    ],
  },
  'data-processing-state-invalid': {
    breaks: [
      ['letters', limited(1, 'CA'), STATE],
      ['after the last', limited(1, 1014), STATE],
      ['before the first', limited(1, 999), STATE],
    ],
    keeps: [
      ['California', limited(1, 1000)],
      ['Rhode Island', limited(1, 1013)],
      ['0', limited(0, 0)],
    ],
  },
  'data-processing-country-missing': {
    breaks: [['only LDU', limited(undefined, undefined), COUNTRY]],
    keeps: [
      ['with it', limited(0, 0)],
      ['no LDU', purchase({ data_processing_options: [] })],
    ],
  },
  'data-processing-state-missing': {
    breaks: [['only the country', limited(1, undefined), STATE]],
    keeps: [
      ['with it', limited(1, 1000)],
      ['neither', purchase()],
    ],
  },
  'data-processing-place-unknowable': {
    breaks: [['neither state nor address', limited(undefined, undefined, withoutAddress), STATE]],
    keeps: [
      ['a state and no address', limited(1, 1000, withoutAddress)],
      ['an address and no state', limited(undefined, undefined)],
      ['no LDU', purchase({ data_processing_options: [], ...withoutAddress })],
    ],
  },
  'data-processing-state-without-country': {
    breaks: [['a state of country 0', limited(0, 1000), COUNTRY]],
    keeps: [
      ['a state of country 1', limited(1, 1000)],
      ['neither', limited(0, 0)],
    ],
  },
});
