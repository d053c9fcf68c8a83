import type { CustomerSegmentation, DeliveryCategory, StandardCustomData } from '../event.ts';
import { isRecord } from '../is-record.ts';
import { isCurrency } from './currency.ts';

/** What is wrong with a value, or `undefined`. */
type Check = (value: unknown) => string | undefined;

/** What Meta asks of each of its own keys in `custom_data`. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export const customDataChecks: Readonly<Record<keyof StandardCustomData, Check>> = {
  value: amount,
  currency: (value) =>
    typeof value === 'string' && isCurrency(value)
      ? undefined
      : 'must be an ISO 4217 code, e.g. "EUR".',
  content_ids: (value) =>
    Array.isArray(value) && value.every(isId)
      ? undefined
      : 'must be a list of ids, each text or a whole number.',
  contents: (value) =>
    Array.isArray(value) && value.every(isContent)
      ? undefined
      : 'must be a list of objects, each with an id, a quantity above 0 and, if any, an item_price in major units.',
  content_type: (value) =>
    typeof value === 'string' && /^[a-z][a-z_]*$/.test(value)
      ? undefined
      : 'must be "product", "product_group" or another catalogue type in lower case.',
  content_name: text,
  content_category: text,
  order_id: text,
  num_items: (value) =>
    Number.isSafeInteger(value) && Number(value) >= 0
      ? undefined
      : 'must be a whole number, 0 or more.',
  predicted_ltv: amount,
  net_revenue: (value) => (typeof value === 'number' ? undefined : 'must be a number.'),
  search_string: text,
  status: (value) =>
    typeof value === 'boolean' || typeof value === 'string' ? undefined : 'must be true or false.',
  delivery_category: deliveryCategory,
  item_number: text,
  event_source: text,
  lead_event_source: text,
  customer_segmentation: (value) => oneOf(segments, value),
};

function amount(value: unknown): string | undefined {
  return typeof value === 'number' && value >= 0
    ? undefined
    : 'must be a number of major units, 0 or more (12.5 for €12.50).';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : 'must be text.';
}

function deliveryCategory(value: unknown): string | undefined {
  return oneOf(deliveryCategories, value);
}

function oneOf(allowed: Readonly<Record<string, true>>, value: unknown): string | undefined {
  return typeof value === 'string' && Object.hasOwn(allowed, value)
    ? undefined
    : `must be one of ${Object.keys(allowed).join(', ')}.`;
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'string' && value.trim() !== '');
}

function isContent(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, quantity, item_price: price, delivery_category: delivery } = value;
  return (
    isId(id) &&
    typeof quantity === 'number' &&
    quantity > 0 &&
    (price === undefined || amount(price) === undefined) &&
    (delivery === undefined || deliveryCategory(delivery) === undefined)
  );
}

const deliveryCategories: Readonly<Record<DeliveryCategory, true>> = {
  curbside: true,
  home_delivery: true,
  in_store: true,
};

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
const segments: Readonly<Record<CustomerSegmentation, true>> = {
  customer_in_loyalty_program: true,
  existing_customer_to_business: true,
  existing_customer_to_business_line: true,
  existing_customer_to_medium: true,
  existing_customer_to_product_area: true,
  new_customer_to_business: true,
  new_customer_to_business_line: true,
  new_customer_to_medium: true,
  new_customer_to_product_area: true,
};
