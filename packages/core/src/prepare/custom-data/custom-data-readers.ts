import type {
  CustomerSegmentation,
  DeliveryCategory,
  StandardCustomData,
} from '../../event/capi-event.ts';
import { isRecord } from '../../input/is-record.ts';
import type { RefuseValue } from './copy-json.ts';
import { readCurrency } from './currency.ts';
import { isAmbiguous, numberOf } from './number-of.ts';

/**
 * A value as Meta documents it: as given, or converted where its meaning is beyond doubt. `undefined`
 * after `refuse` received why it cannot be sent. `currency` is the event's.
 */
export type Reader = (
  value: unknown,
  path: string,
  refuse: RefuseValue,
  currency: string | undefined,
) => unknown;

/** How each of Meta's own keys in `custom_data` is read. `null` and `undefined` never get here. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export const customDataReaders: Readonly<Record<keyof StandardCustomData, Reader>> = {
  value: readAmount,
  currency: (value, path, refuse) =>
    readCurrency(value)?.code ?? refuse(path, 'must be an ISO 4217 code, e.g. "EUR".'),
  content_ids: readIds,
  contents: readContents,
  content_type: (value, path, refuse) => {
    const type = wordOf(value);
    if (/^[a-z][a-z_]*$/.test(type)) return type;
    return refuse(path, 'must be "product", "product_group" or another catalogue type.');
  },
  content_name: readText,
  content_category: readText,
  order_id: readText,
  num_items: (value, path, refuse) => {
    const count = numberOf(value);
    if (count !== undefined && Number.isSafeInteger(count) && count >= 0) return count;
    return refuse(path, 'must be a whole number, 0 or more.');
  },
  predicted_ltv: readAmount,
  net_revenue: (value, path, refuse, currency) =>
    numberOf(value, currency) ??
    refuse(
      path,
      isAmbiguous(value, currency)
        ? ambiguous
        : 'must be a number of major units (12.5 for €12.50).',
    ),
  search_string: readText,
  status: (value, path, refuse) =>
    typeof value === 'boolean' || typeof value === 'string'
      ? value
      : refuse(path, 'must be true or false.'),
  delivery_category: readDeliveryCategory,
  item_number: readText,
  event_source: readText,
  lead_event_source: readText,
  customer_segmentation: (value, path, refuse) => readWord(segments, value, path, refuse),
};

const ambiguous =
  'is text that may mean thousands or three decimals: give a number (12.5 for €12.50).';

function readAmount(
  value: unknown,
  path: string,
  refuse: RefuseValue,
  currency: string | undefined,
): unknown {
  const amount = numberOf(value, currency);
  if (amount !== undefined && amount >= 0) return amount;
  if (isAmbiguous(value, currency)) return refuse(path, ambiguous);
  return refuse(path, 'must be a number of major units, 0 or more (12.5 for €12.50).');
}

/** Ids are often numbers in the system that they come from. */
function readText(value: unknown, path: string, refuse: RefuseValue): unknown {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return refuse(path, 'must be text.');
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return String(value);
  return refuse(path, 'is a number above 2^53, which has lost digits: give text.');
}

function readIds(value: unknown, path: string, refuse: RefuseValue): unknown {
  const ids = (Array.isArray(value) ? (value as unknown[]) : [value]).filter((id, index) => {
    if (id === null || id === undefined) return false;
    if (isId(id)) return true;
    refuse(`${path}[${index}]`, 'must be an id, text or a whole number.');
    return false;
  });
  return ids.length > 0 || (Array.isArray(value) && value.length === 0) ? ids : undefined;
}

/** Changes the list in place: it is a copy already. */
function readContents(
  value: unknown,
  path: string,
  refuse: RefuseValue,
  currency: string | undefined,
): unknown {
  const contents = Array.isArray(value) ? (value as unknown[]) : [value];
  const count = contents.length;
  let kept = 0;
  let index = 0;
  // Nearly every line is complete: a place is written only to refuse something.
  const refuseAt: RefuseValue = (key, problem) => refuse(`${path}[${index}]${key}`, problem);
  for (; index < count; index += 1) {
    const content = readContent(contents[index], refuseAt, currency);
    if (content === undefined) continue;
    contents[kept] = content;
    kept += 1;
  }
  if (kept < count) contents.length = kept;
  return kept > 0 || count === 0 ? contents : undefined;
}

/** One line of a cart. Without id and quantity it is left out as a whole, any other key alone. */
function readContent(item: unknown, refuse: RefuseValue, currency: string | undefined): unknown {
  if (item === null || item === undefined) return undefined;
  if (!isRecord(item)) return refuse('', 'must be an object with an id and a quantity.');
  const quantity = numberOf(item['quantity']);
  if (!isId(item['id'])) return refuse('.id', 'must be text or a whole number.');
  if (quantity === undefined || quantity <= 0) {
    return refuse('.quantity', 'must be a number above 0.');
  }
  const content: Record<string, unknown> = item;
  for (const [key, path, reader] of contentReaders) {
    const given = content[key];
    if (given === undefined) continue;
    const read = given === null ? undefined : reader(given, path, refuse, currency);
    if (read === undefined) delete content[key];
    else content[key] = read;
  }
  content['quantity'] = quantity;
  return content;
}

/** Meta's own keys of a line, beside `id` and `quantity`, with their places in it. */
const contentReaders: readonly (readonly [key: string, path: string, Reader])[] = [
  ['item_price', '.item_price', readAmount],
  ['title', '.title', readText],
  ['description', '.description', readText],
  ['brand', '.brand', readText],
  ['category', '.category', readText],
  ['delivery_category', '.delivery_category', readDeliveryCategory],
];

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'string' && value.trim() !== '');
}

function readDeliveryCategory(value: unknown, path: string, refuse: RefuseValue): unknown {
  return readWord(deliveryCategories, value, path, refuse);
}

function readWord(
  allowed: Readonly<Record<string, true>>,
  value: unknown,
  path: string,
  refuse: RefuseValue,
): unknown {
  const word = wordOf(value);
  if (Object.hasOwn(allowed, word)) return word;
  return refuse(path, `must be one of ${Object.keys(allowed).join(', ')}.`);
}

/** `Product Group` and `In-Store` as Meta writes them; `''` for what is not text. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase().replace(/[\s-]/g, '_') : '';
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
