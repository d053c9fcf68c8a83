import { planOf, withOwnCode, withoutExitPrefix, withoutTrunkPrefix } from './numbering-plan.ts';
import type { Context, Normalized, Problem } from './rule.ts';
import { fromSpreadsheet } from './spreadsheet-number.ts';

/**
 * Digits with the country code. A parser reads every number; without one, or if it does
 * not know the number, a table of numbering plans shows which zero is not dialled after a country code.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizePhone(given: string, { country, phone }: Context): Normalized {
  if (phone === undefined && plain.test(given)) {
    const digits = withoutTrunkPrefix(plainDigits(given));
    return isPossible(digits) ? digits : notANumber;
  }
  const text = fromSpreadsheet(given);
  if (typeof text !== 'string') return text;
  const number = withoutExtension(asciiDigits(text));
  const parsed: unknown = phone?.(number, country);
  if (typeof parsed === 'string' && isPossible(digitsOf(parsed))) return digitsOf(parsed);
  const read = readByTable(number, country, phone !== undefined);
  if (typeof parsed === 'string' || parsed == null) return read;
  // The rejection of an async function must not end the process. Its promise may be of a library.
  Promise.resolve(parsed).catch(() => undefined);
  const value = typeof read === 'string' ? read : read.value;
  return value === undefined ? read : { ...noText, value };
}

function readByTable(number: string, country: string | undefined, isParsed: boolean): Normalized {
  const international = internationalDigits(number, country);
  if (international !== undefined) return isPossible(international) ? international : notANumber;
  const digits = digitsOf(number);
  if (!isPossible(digits)) return notANumber;
  return { ...(isParsed ? ofNoKnownCountry : withoutCountryCode(country)), value: digits };
}

/**
 * A number as most are written: a plus sign, digits, spaces and dashes, and one pair of parentheses
 * without a leading zero (see `withoutOptionalZero`).
 */
const plain = /^\+[1-9][\d -]*(?:\([1-9]\d*\)[\d -]*)?$/;

/** The digits of a {@link plain} number, without an expression: faster. */
function plainDigits(text: string): string {
  let digits = '';
  let start = 1;
  for (let index = 1; index < text.length; index += 1) {
    // Spaces, dashes and parentheses come before the digits in ASCII.
    if (text.charCodeAt(index) >= 48) continue;
    digits += text.slice(start, index);
    start = index + 1;
  }
  return digits + text.slice(start);
}

const notDigits = /\D+/g;
const international = /^[^\d+]*(?:\+|00)/;

// https://en.wikipedia.org/wiki/E.164: fifteen digits at most
function isPossible(digits: string): boolean {
  return digits.length >= 7 && digits.length <= 15;
}

function digitsOf(number: string): string {
  return number.replace(notDigits, '').replace(/^0+/, '');
}

/** Digits with the country code, where the number shows one. */
function internationalDigits(number: string, country: string | undefined): string | undefined {
  const isDialled = !/^[^\d+]*\+/.test(number);
  const dialled = number.replace(notDigits, '');
  const abroad = isDialled ? dialledAbroad(number, country) : undefined;
  if (abroad !== undefined) return abroad;
  if (international.test(number)) return withoutTrunkPrefix(digitsOf(withoutOptionalZero(number)));
  return withOwnCode(dialled, country);
}

/** The digits behind the country's own prefix of international calls. */
function dialledAbroad(number: string, country: string | undefined): string | undefined {
  const digits = withoutExitPrefix(withoutShownZero(number).replace(notDigits, ''), country);
  if (digits === undefined || planOf(digits)?.keepsZero !== true) return digits;
  return withoutExitPrefix(number.replace(notDigits, ''), country);
}

function withoutExtension(number: string): string {
  const extension = /\d[\s.,()-]*(?:ext|x|#|;)/i.exec(number);
  return extension === null ? number : number.slice(0, extension.index + 1);
}

// `+30 (0)210 …` and `[0]` show a zero that is not dialled from abroad, also where the country has
// none. In Italy and a few other countries the zero belongs to the number.
function withoutOptionalZero(number: string): string {
  return planOf(digitsOf(number))?.keepsZero === true ? number : withoutShownZero(number);
}

function withoutShownZero(number: string): string {
  return number.replace(/[([]\s*0\s*[)\]]/, '');
}

function asciiDigits(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  // Full-width forms, then the Arabic and the Persian digits.
  return text
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function withoutCountryCode(country: string | undefined): Problem {
  const own = country?.toUpperCase();
  const fix =
    own === undefined
      ? 'give it as in +30 …, or create the client with phone: phoneNumbers("GR") of @meta-capi/core/phone, your country in place of GR'
      : `give it with the country code of ${own}, or create the client with phone: phoneNumbers("${own}") of @meta-capi/core/phone`;
  const message = `has no country code and can hardly match; ${fix}`;
  return { code: 'phone_without_country_code', message };
}

const ofNoKnownCountry: Problem = {
  code: 'phone_without_country_code',
  message:
    "has no country code and is not a number of the event's country or the default one; give it with its country code, as in +30 …",
};
const noText: Problem = {
  code: 'phone_parser_result',
  message:
    'is read without the option phone, whose function returned no text; give a function that returns the number or undefined at once, not a promise',
};
const notANumber: Problem = {
  code: 'invalid_phone',
  message: 'is not a phone number of 7 to 15 digits; give it with its country code, as in +30 …',
};
