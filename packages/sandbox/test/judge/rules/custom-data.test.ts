import type { JsonObject } from '../../../src/judge/json.ts';
import { customDataRules } from '../../../src/judge/rules/custom-data.ts';
import { customData, purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const custom = (changes: JsonObject) => purchase({ custom_data: customData(changes) });
const item = (changes: JsonObject) => custom({ contents: [{ id: 'a', quantity: 1, ...changes }] });
const lead = (custom_data: JsonObject) => purchase({ event_name: 'Lead', custom_data });
const FIRST = 'custom_data.contents[0]';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
describeEventRules(customDataRules, {
  'amount-not-a-number': {
    breaks: [
      ['a currency sign', custom({ value: '€12.50' }), 'custom_data.value'],
      ['a decimal comma', custom({ value: '12,50' }), 'custom_data.value'],
      ['an object', custom({ value: {} }), 'custom_data.value'],
      ['a boolean', custom({ net_revenue: true }), 'custom_data.net_revenue'],
      ['"NaN"', custom({ predicted_ltv: 'NaN' }), 'custom_data.predicted_ltv'],
    ],
    keeps: [
      ['a number', custom({ value: 12.5 })],
      ['zero', custom({ value: 0 })],
      ['text, as in Meta’s samples', custom({ value: '142.52' })],
    ],
  },
  'value-negative': {
    breaks: [
      ['a refund', custom({ value: -5 }), 'custom_data.value'],
      ['as text', custom({ value: '-5' }), 'custom_data.value'],
    ],
    keeps: [
      ['zero', custom({ value: 0 })],
      ['a negative margin', custom({ net_revenue: -5 })],
    ],
  },
  'value-without-currency': {
    breaks: [['a lead’s', lead({ value: 5 }), 'custom_data.currency']],
    keeps: [
      ['both', lead({ value: 5, currency: 'EUR' })],
      ['neither', lead({})],
    ],
  },
  'currency-invalid': {
    breaks: [
      ['a sign', lead({ currency: '€' }), 'custom_data.currency'],
      ['not an ISO code', lead({ currency: 'EURO' }), 'custom_data.currency'],
      ['a list', lead({ currency: ['EUR'] }), 'custom_data.currency'],
    ],
    // Meta's samples have both cases.
    keeps: ['EUR', 'usd', 'JPY', 'KWD', 'ISK', 'UGX'].map(
      (currency) => [currency, lead({ currency })] as const,
    ),
  },
  'currency-not-in-use': {
    breaks: [
      ['the kuna', custom({ currency: 'HRK' }), 'custom_data.currency'],
      ['the lev, in lower case', custom({ currency: 'bgn' }), 'custom_data.currency'],
      ['gold', lead({ currency: 'XAU' }), 'custom_data.currency'],
    ],
    keeps: [
      ['the digital bolívar', custom({ currency: 'VED' })],
      ['no code, which has its own rule', lead({ currency: 'EURO' })],
    ],
  },
  'content-ids-invalid': {
    breaks: [
      ['text', custom({ content_ids: 'sku-1,sku-2' }), 'custom_data.content_ids'],
      ['objects', custom({ content_ids: [{ id: 'a' }] }), 'custom_data.content_ids'],
      ['an empty id', custom({ content_ids: ['a', ''] }), 'custom_data.content_ids'],
    ],
    keeps: [
      ['texts', custom({ content_ids: ['sku-1'] })],
      ['whole numbers', custom({ content_ids: [1001] })],
      ['an empty list', custom({ content_ids: [] })],
    ],
  },
  'contents-not-a-list': {
    breaks: [
      ['one object', custom({ contents: { id: 'a', quantity: 1 } }), 'custom_data.contents'],
      ['JSON text', custom({ contents: '[{"id":"a","quantity":1}]' }), 'custom_data.contents'],
      ['ids', custom({ contents: ['a'] }), 'custom_data.contents'],
    ],
    keeps: [
      ['a list', custom({ contents: [{ id: 'a', quantity: 1 }] })],
      ['none', custom({ contents: undefined })],
    ],
  },
  'content-without-id': {
    breaks: [
      ['none', item({ id: undefined }), FIRST],
      ['content_id instead', custom({ contents: [{ content_id: 'a', quantity: 1 }] }), FIRST],
    ],
    keeps: [
      ['text', item({ id: 'a' })],
      ['a whole number', item({ id: 1001 })],
    ],
  },
  'content-without-quantity': {
    breaks: [
      ['none', item({ quantity: undefined }), FIRST],
      ['zero', item({ quantity: 0 }), FIRST],
    ],
    keeps: [
      ['one', item({ quantity: 1 })],
      ['as text', item({ quantity: '2' })],
    ],
  },
  'content-price-invalid': {
    breaks: [
      ['negative', item({ item_price: -1 }), FIRST],
      ['text with a sign', item({ item_price: '$1' }), FIRST],
    ],
    keeps: [
      ['zero', item({ item_price: 0 })],
      ['none', item({})],
    ],
  },
  'content-type-invalid': {
    breaks: [
      ['upper case', custom({ content_type: 'Product' }), 'custom_data.content_type'],
      ['a list', custom({ content_type: ['product'] }), 'custom_data.content_type'],
    ],
    keeps: ['product', 'product_group', 'hotel'].map(
      (content_type) => [content_type, custom({ content_type })] as const,
    ),
  },
  'num-items-invalid': {
    breaks: [
      ['a fraction', custom({ num_items: 1.5 }), 'custom_data.num_items'],
      ['negative', custom({ num_items: -1 }), 'custom_data.num_items'],
      ['a word', custom({ num_items: 'two' }), 'custom_data.num_items'],
    ],
    keeps: [
      ['zero', custom({ num_items: 0 })],
      ['digits as text', custom({ num_items: '2' })],
    ],
  },
  'text-expected': {
    breaks: [
      ['a number for order_id', custom({ order_id: 1001 }), 'custom_data.order_id'],
      ['a list for content_name', custom({ content_name: ['a'] }), 'custom_data.content_name'],
    ],
    keeps: [['text', custom({ order_id: '1001', content_name: 'a' })]],
  },
  'delivery-category-unknown': {
    breaks: [
      ['for the event', custom({ delivery_category: 'post' }), 'custom_data.delivery_category'],
      ['for an item', item({ delivery_category: 'HOME_DELIVERY' }), FIRST],
    ],
    keeps: ['in_store', 'curbside', 'home_delivery'].map(
      (delivery_category) => [delivery_category, item({ delivery_category })] as const,
    ),
  },
  'customer-segmentation-unknown': {
    breaks: [
      [
        'in custom_data',
        custom({ customer_segmentation: 'new' }),
        'custom_data.customer_segmentation',
      ],
      ['beside it', purchase({ customer_segmentation: 'new' }), 'customer_segmentation'],
    ],
    keeps: [['a documented one', custom({ customer_segmentation: 'existing_customer_to_medium' })]],
  },
});
