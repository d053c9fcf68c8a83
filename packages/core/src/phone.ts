import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/core';
// The smallest metadata, given by hand, so that a bundle does not hold the others.
import metadata from 'libphonenumber-js/metadata.min';
import type { PhoneParser } from './phone-parser.ts';

/**
 * For the client's `phone` option: numbers without a country code are read as numbers of the
 * event's own country (`userData.country`), else of this one. Needs the package `libphonenumber-js`.
 *
 * @param defaultCountry ISO 3166-1 alpha-2. One that does not exist stands for no default.
 * @example
 * createCapiClient({ phone: phoneNumbers('GR'), … }); // 210 123 4567 is sent as 302101234567
 */
export function phoneNumbers(defaultCountry: CountryCode): PhoneParser {
  return (number, country) => digitsIn(country, number) ?? digitsIn(defaultCountry, number);
}

function digitsIn(country: string | undefined, number: string): string | undefined {
  const code = country?.toUpperCase();
  if (code === undefined || !isSupported(code)) return undefined;
  const parsed = parsePhoneNumberFromString(number, code, metadata);
  return parsed?.isValid() === true ? parsed.number.slice(1) : undefined;
}

function isSupported(code: string): code is CountryCode {
  return Object.hasOwn(metadata.countries, code);
}
