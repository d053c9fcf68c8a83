import { isCurrencyCode, isMoneyAt } from '../currencies.ts';
import { isEmpty, isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage, standardEventReference } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const customDataPage = capiPage('parameters/custom-data');
const serverEvent = capiPage('parameters/server-event');

const iso4217 = {
  url: 'https://www.six-group.com/en/products-services/financial-information/data-standards.html',
  certainty: 'inferred',
} as const;

const AMOUNTS = ['value', 'predicted_ltv', 'net_revenue'];
const DELIVERY_CATEGORIES: readonly unknown[] = ['in_store', 'curbside', 'home_delivery'];
const SEGMENTS: readonly unknown[] = [
  'new_customer_to_business',
  'new_customer_to_business_line',
  'new_customer_to_product_area',
  'new_customer_to_medium',
  'existing_customer_to_business',
  'existing_customer_to_business_line',
  'existing_customer_to_product_area',
  'existing_customer_to_medium',
  'customer_in_loyalty_program',
];

export const customDataRules: readonly Rule<EventSubject>[] = [
  {
    id: 'amount-not-a-number',
    sources: [customDataPage],
    message:
      'An amount is a number in major units with a decimal point, such as 12.5, without currency sign or thousands separator.',
    find: ({ customData }) =>
      AMOUNTS.filter(
        (key) => !isEmpty(customData[key]) && amountOf(customData[key]) === undefined,
      ).map(inCustomData),
  },
  {
    id: 'value-negative',
    sources: [{ ...customDataPage, certainty: 'inferred' }],
    message:
      'value is below zero; Events Manager reports such events as invalid. Do not send refunds as conversions.',
    find: ({ customData: { value } }) => ((amountOf(value) ?? 0) < 0 ? ['custom_data.value'] : []),
  },
  {
    id: 'value-without-currency',
    severity: 'advice',
    sources: [customDataPage, standardEventReference],
    message: 'value has no meaning without custom_data.currency, an ISO 4217 code such as EUR.',
    find: ({ event, customData: { value, currency } }) =>
      event['event_name'] !== 'Purchase' && !isEmpty(value) && isEmpty(currency)
        ? ['custom_data.currency']
        : [],
  },
  {
    id: 'currency-invalid',
    sources: [customDataPage],
    message: 'currency is a three-letter ISO 4217 code, such as EUR.',
    find: ({ event, customData: { currency } }) =>
      event['event_name'] === 'Purchase' || isEmpty(currency) || codeOf(currency) !== undefined
        ? []
        : ['custom_data.currency'],
  },
  {
    id: 'currency-not-in-use',
    sources: [{ ...customDataPage, certainty: 'inferred' }, iso4217],
    message:
      'currency is an ISO 4217 code that is not money now: a withdrawn currency, a fund, a metal or a test code.',
    find: ({ customData: { currency }, receivedAt }) => {
      const code = codeOf(currency);
      return code === undefined || isMoneyAt(code, receivedAt * 1000)
        ? []
        : ['custom_data.currency'];
    },
  },
  {
    id: 'content-ids-invalid',
    sources: [customDataPage],
    message: 'content_ids is a list of ids, each text or a whole number, such as ["sku-1"].',
    find: ({ customData: { content_ids: ids } }) =>
      ids === undefined || (Array.isArray(ids) && ids.every(isContentId))
        ? []
        : ['custom_data.content_ids'],
  },
  {
    id: 'contents-not-a-list',
    sources: [customDataPage],
    message: 'contents is a list of JSON objects, such as [{ "id": "sku-1", "quantity": 1 }].',
    find: ({ customData: { contents } }) =>
      contents === undefined || (Array.isArray(contents) && contents.every(isObject))
        ? []
        : ['custom_data.contents'],
  },
  {
    id: 'content-without-id',
    sources: [customDataPage],
    message: 'Each item in contents needs an id: text or a whole number.',
    find: ({ customData }) => contentsWhere(customData, ({ id }) => !isContentId(id)),
  },
  {
    id: 'content-without-quantity',
    sources: [customDataPage],
    message: 'Each item in contents needs a quantity above zero.',
    find: ({ customData }) =>
      contentsWhere(customData, ({ quantity }) => !((amountOf(quantity) ?? 0) > 0)),
  },
  {
    id: 'content-price-invalid',
    sources: [customDataPage],
    message: 'item_price is the price of one piece: a number in major units, not below zero.',
    find: ({ customData }) =>
      contentsWhere(
        customData,
        ({ item_price: price }) => price !== undefined && !((amountOf(price) ?? -1) >= 0),
      ),
  },
  {
    id: 'content-type-invalid',
    sources: [customDataPage],
    message:
      'content_type is product or product_group, or a kind of travel, car or property catalogue, in lower case.',
    find: ({ customData: { content_type: type } }) =>
      type === undefined || (typeof type === 'string' && /^[a-z][a-z_]*$/.test(type))
        ? []
        : ['custom_data.content_type'],
  },
  {
    id: 'num-items-invalid',
    sources: [customDataPage],
    message: 'num_items is a whole number, not below zero.',
    find: ({ customData: { num_items: count } }) =>
      count === undefined || (Number.isInteger(amountOf(count)) && Number(count) >= 0)
        ? []
        : ['custom_data.num_items'],
  },
  {
    id: 'text-expected',
    sources: [customDataPage],
    message: 'Meta documents this property as text.',
    find: ({ customData }) =>
      ['content_name', 'content_category', 'order_id', 'search_string']
        .filter((key) => customData[key] !== undefined && typeof customData[key] !== 'string')
        .map(inCustomData),
  },
  {
    id: 'delivery-category-unknown',
    sources: [customDataPage],
    message: 'delivery_category is in_store, curbside or home_delivery.',
    find: ({ customData }) => [
      ...(isOneOf(DELIVERY_CATEGORIES, customData['delivery_category'])
        ? []
        : ['custom_data.delivery_category']),
      ...contentsWhere(
        customData,
        (content) => !isOneOf(DELIVERY_CATEGORIES, content['delivery_category']),
      ),
    ],
  },
  {
    id: 'customer-segmentation-unknown',
    sources: [serverEvent],
    message: `customer_segmentation is one of ${SEGMENTS.join(', ')}.`,
    find: ({ event, customData }) => [
      ...(isOneOf(SEGMENTS, event['customer_segmentation']) ? [] : ['customer_segmentation']),
      ...(isOneOf(SEGMENTS, customData['customer_segmentation'])
        ? []
        : ['custom_data.customer_segmentation']),
    ],
  },
];

/** A number, or a number written as text, as in some of Meta's samples. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^-?\d+(?:[.]\d+)?$/.test(value) ? Number(value) : undefined;
}

function codeOf(currency: unknown): string | undefined {
  const code = typeof currency === 'string' ? currency.toUpperCase() : '';
  return isCurrencyCode(code) ? code : undefined;
}

function isContentId(id: unknown): boolean {
  return Number.isInteger(id) || (typeof id === 'string' && id.trim() !== '');
}

function isOneOf(allowed: readonly unknown[], value: unknown): boolean {
  return value === undefined || allowed.includes(value);
}

function contentsWhere(
  { contents }: EventSubject['customData'],
  test: (content: Readonly<Record<string, unknown>>) => boolean,
): readonly string[] {
  if (!Array.isArray(contents)) return [];
  return contents.flatMap((content: unknown, index) =>
    isObject(content) && test(content) ? [`custom_data.contents[${index}]`] : [],
  );
}

function inCustomData(key: string): string {
  return `custom_data.${key}`;
}
