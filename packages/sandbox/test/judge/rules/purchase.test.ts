import { purchaseRules } from '../../../src/judge/rules/purchase.ts';
import { customData, purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const costing = (value: unknown) => purchase({ custom_data: customData({ value }) });
const paidIn = (currency: unknown) => purchase({ custom_data: customData({ currency }) });

// https://developers.facebook.com/documentation/meta-pixel/reference
describeEventRules(purchaseRules, {
  'purchase-currency-missing': {
    refused: [400, 100, 2804010],
    breaks: [
      ['none', paidIn(undefined), 'custom_data.currency'],
      ['no custom_data, as recorded', purchase({ custom_data: {} }), 'custom_data.currency'],
      ['empty', paidIn(''), 'custom_data.currency'],
    ],
    keeps: [
      ['a code', paidIn('EUR')],
      ['another event without currency', purchase({ event_name: 'Contact', custom_data: {} })],
    ],
  },
  'purchase-value-missing': {
    refused: [400, 100, 2804009],
    breaks: [
      ['no value', costing(undefined), 'custom_data.value'],
      ['null', costing(null), 'custom_data.value'],
      ['empty', costing(''), 'custom_data.value'],
    ],
    keeps: [
      ['zero', costing(0)],
      ['text, as in Meta’s samples', costing('142.52')],
      ['another event without value', purchase({ event_name: 'Lead', custom_data: undefined })],
    ],
  },
  'purchase-currency-invalid': {
    refused: [400, 100, 2804010],
    breaks: [
      ['a sign', paidIn('€'), 'custom_data.currency'],
      ['not an ISO code', paidIn('EURO'), 'custom_data.currency'],
      ['three letters that are not a code', paidIn('XYZ'), 'custom_data.currency'],
      ['a list', paidIn(['EUR']), 'custom_data.currency'],
      ['the number of a currency', paidIn(978), 'custom_data.currency'],
    ],
    keeps: [
      ...['EUR', 'usd', 'VED', 'SLE'].map((currency) => [currency, paidIn(currency)] as const),
      ['a withdrawn currency, which has its own rule', paidIn('HRK')],
      [
        'another event’s, which has its own rule',
        purchase({ event_name: 'Lead', custom_data: { value: 5, currency: 'EURO' } }),
      ],
    ],
  },
});
