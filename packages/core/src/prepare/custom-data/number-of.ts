import { isRecord } from '../../input/is-record.ts';

/**
 * The number that a value means beyond doubt: a number, or text as programs and shops write it,
 * `142.52`, `1,299.00`, `1.299,00`, `1 299,00`, `12,50` or `12.50 EUR` with the event's own currency.
 * `undefined` for anything else, and for what {@link isAmbiguous} finds.
 */
export function numberOf(value: unknown, currency?: string): number | undefined {
  if (typeof value === 'number') return value;
  const text = writtenNumber(value, currency);
  if (text === undefined || isAmbiguous(text, currency)) return undefined;
  if (dotDecimal.test(text)) return Number(text);
  if (commaGroups.test(text)) return Number(text.replaceAll(',', ''));
  if (commaDecimal.test(text) || dotGroups.test(text)) {
    return Number(text.replaceAll('.', '').replace(',', '.'));
  }
  return undefined;
}

/**
 * Is it text such as `1.299` or `1,299`, which is two different numbers in two countries? A dot means
 * decimals where the currency has three of them.
 */
export function isAmbiguous(value: unknown, currency?: string): boolean {
  const separator = threeDigits.exec(writtenNumber(value, currency) ?? '')?.[1];
  return separator === ',' || (separator === '.' && !threeDecimals.has(currency));
}

/** A number as text, without the code of the currency and without spaces or apostrophes in it. */
function writtenNumber(value: unknown, currency: string | undefined): string | undefined {
  const given = isRecord(value) ? decimal128Of(value) : value;
  if (typeof given !== 'string' || given.length > 40) return undefined;
  const text = given.trim();
  if (onlyDigits.test(text)) return text;
  const amount = currency === undefined ? text : withoutCode(text, currency);
  return spacedGroups.test(amount) ? amount.replace(/[\s'’]/g, '') : amount;
}

/** A decimal number of MongoDB, as its `toJSON` writes it. */
// https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/
function decimal128Of(value: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(value).length === 1 ? value['$numberDecimal'] : undefined;
}

function withoutCode(text: string, currency: string): string {
  const upper = text.toUpperCase();
  if (upper.startsWith(currency)) return text.slice(currency.length).trim();
  return upper.endsWith(currency) ? text.slice(0, -currency.length).trim() : text;
}

// After a leading 0 there are no thousands.
const threeDigits = /^[+-]?[1-9]\d{0,2}([.,])\d{3}$/;

// ISO 4217, list one, column "Minor unit".
// https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
const threeDecimals: ReadonlySet<string | undefined> = new Set([
  'BHD',
  'IQD',
  'JOD',
  'KWD',
  'LYD',
  'OMR',
  'TND',
]);

const onlyDigits = /^[+-]?[\d.,]+$/;
// Of white space, here also the no-break and the thin space; the same sign between all groups.
const spacedGroups = /^[+-]?\d{1,3}([\s'’])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/;
const dotDecimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const commaGroups = /^[+-]?\d{1,3}(?:,\d{3})+\.\d{1,2}$/;
const commaDecimal = /^[+-]?\d+,\d{1,2}$/;
const dotGroups = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;
