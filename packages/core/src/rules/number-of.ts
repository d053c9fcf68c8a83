/**
 * The number that a value means beyond doubt: a number, or text as programs and shops write it,
 * `142.52`, `1,299.00`, `1.299,00` or `12,50`. `undefined` for anything else, `1,299` among it, which
 * is two different numbers in two countries.
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  if (dotDecimal.test(text)) return Number(text);
  if (commaGroups.test(text)) return Number(text.replaceAll(',', ''));
  if (commaDecimal.test(text) || dotGroups.test(text)) {
    return Number(text.replaceAll('.', '').replace(',', '.'));
  }
  return undefined;
}

const dotDecimal = /^[+-]?\d+(?:\.\d+)?$/;
const commaGroups = /^[+-]?\d{1,3}(?:,\d{3})+\.\d{1,2}$/;
const commaDecimal = /^[+-]?\d+,\d{1,2}$/;
const dotGroups = /^[+-]?\d{1,3}(?:\.\d{3})+,\d{1,2}$/;
