import { isCurrencyCode } from '../currencies.ts';
import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage, standardEventReference } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const customData = capiPage('parameters/custom-data');
const missingCurrency = {
  url: 'https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/7',
  certainty: 'field',
} as const;

export const purchaseRules: readonly Rule<EventSubject>[] = [
  // If both are missing, the recorded error is about the currency.
  {
    id: 'purchase-currency-missing',
    refusal: { code: 100, subcode: 2804010, title: 'Missing Currency for Purchase Event' },
    sources: [customData, standardEventReference, missingCurrency],
    message: 'A Purchase needs custom_data.currency, an ISO 4217 code such as EUR.',
    find: ({ event, customData: { currency } }) =>
      event['event_name'] === 'Purchase' && isEmpty(currency) ? ['custom_data.currency'] : [],
  },
  {
    id: 'purchase-value-missing',
    refusal: { code: 100, subcode: 2804009, title: 'Missing Value for Purchase Event' },
    sources: [
      customData,
      standardEventReference,
      { url: 'https://github.com/rudderlabs/rudder-transformer', certainty: 'field' },
    ],
    message: 'A Purchase needs custom_data.value, the amount in major units, such as 12.5.',
    find: ({ event, customData: { value } }) =>
      event['event_name'] === 'Purchase' && isEmpty(value) ? ['custom_data.value'] : [],
  },
  {
    id: 'purchase-currency-invalid',
    refusal: { code: 100, subcode: 2804010 },
    sources: [customData, { ...missingCurrency, certainty: 'inferred' }],
    message: 'custom_data.currency of a Purchase must be an ISO 4217 code, such as EUR.',
    find: ({ event, customData: { currency } }) =>
      event['event_name'] === 'Purchase' && !isEmpty(currency) && !isCode(currency)
        ? ['custom_data.currency']
        : [],
  },
];

function isCode(currency: unknown): boolean {
  return typeof currency === 'string' && isCurrencyCode(currency.toUpperCase());
}
