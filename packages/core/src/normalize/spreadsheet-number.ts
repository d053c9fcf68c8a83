import type { Normalized, Problem } from './rule.ts';

/**
 * The digits of a phone number that a spreadsheet converted to a number: `6912345678.0` and
 * `3.06912345678E+11`. A problem where digits are lost, as in `3.1E+11`; any other text as it is.
 */
export function fromSpreadsheet(text: string): Normalized {
  if (!spreadsheetShape.test(text)) return text;
  const whole = withFraction.exec(text);
  if (whole !== null) return whole[1] ?? text;
  const [, first, fraction = '', exponent] = scientific.exec(text) ?? [];
  if (exponent === undefined) return anyExponent.test(text) ? digitsLost : text;
  return fraction.length === Number(exponent) ? `${first}${fraction}` : digitsLost;
}

// Both begin like this, and few other numbers do: one look suffices for those. Quotes, parentheses and
// the equals sign of a formula may be around them.
const spreadsheetShape = /^[^\d+]*\+?\d[\d.,]*\s*[.,eE]/;
const withFraction = /^[^\d+]*(\+?\d{6,})[.,]0+\W*$/;
const scientific = /^[^\d+]*(\+?\d)(?:[.,](\d+))?[eE]\+?0*(\d{1,2})\W*$/;
const anyExponent = /\d\s*[eE]\s*[+-]?\d/;

const digitsLost: Problem = {
  code: 'spreadsheet_number',
  message:
    'is a number that a spreadsheet has rounded, as in 3.1E+11; give the digits, from a column that is formatted as text',
};
