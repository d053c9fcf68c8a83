/**
 * The number that a value means beyond doubt: a number, or text as programs and shops write it,
 * `142.52`, `1,299.00`, `1.299,00` or `12,50`. `undefined` for anything else, and for what
 * {@link isAmbiguous} finds.
 */
export function numberOf(value: unknown, currency?: string): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  if (isAmbiguous(text, currency)) return undefined;
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
  if (typeof value !== 'string' || value.length > 40) return false;
  const separator = threeDigits.exec(value.trim())?.[1];
  return separator === ',' || (separator === '.' && !threeDecimals.has(currency));
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

const dotDecimal = /^[+-]?\d+(?:\.\d+)?$/;
const commaGroups = /^[+-]?\d{1,3}(?:,\d{3})+\.\d{1,2}$/;
const commaDecimal = /^[+-]?\d+,\d{1,2}$/;
const dotGroups = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;
