import type { Context, Normalized, Problem } from './rule.ts';

/** Digits with the country code; a national number needs a parser to get one. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizePhone(text: string, { country, phone }: Context): Normalized {
  if (plain.test(text)) {
    const digits = text.replace(notDigits, '');
    if (isPossible(digits)) return digits;
  }
  const number = withoutExtension(asciiDigits(text));
  if (international.test(number)) {
    const digits = digitsOf(withoutTrunkZero(number));
    return isPossible(digits) ? digits : notANumber;
  }
  const parsed = digitsOf(phone?.(number, country) ?? '');
  if (isPossible(parsed)) return parsed;
  const digits = digitsOf(number);
  if (!isPossible(digits)) return notANumber;
  return {
    ...(phone === undefined ? withoutCountryCode(country) : ofNoKnownCountry),
    value: digits,
  };
}

// One parenthesis at most, and no zero in it: see `withoutTrunkZero`.
const plain = /^\+[1-9][\d .-]*(?:\([1-9]\d*\)[\d .-]*)?$/;
const notDigits = /\D+/g;
const international = /^[^\d+]*(?:\+|00)/;

// https://en.wikipedia.org/wiki/E.164: fifteen digits at most
function isPossible(digits: string): boolean {
  return digits.length >= 7 && digits.length <= 15;
}

function digitsOf(number: string): string {
  return number.replace(notDigits, '').replace(/^0+/, '');
}

function withoutExtension(number: string): string {
  const extension = /\d[\s.,()-]*(?:;?ext|x|#|;)/i.exec(number);
  return extension === null ? number : number.slice(0, extension.index + 1);
}

// `+44 (0)20 …` shows the zero that is dialled inside the country only. In Italy, the Vatican and
// San Marino that zero belongs to the number.
function withoutTrunkZero(number: string): string {
  return /^\D*(?:00)?(?:39|378|379)\D/.test(number) ? number : number.replace(/\(\s*0\s*\)/, '');
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
    "has no country code and is no number of the event's country or the default one; give it with its country code, as in +30 …",
};
const notANumber: Problem = {
  code: 'invalid_phone',
  message: 'is not a phone number of 7 to 15 digits; give it with its country code, as in +30 …',
};
