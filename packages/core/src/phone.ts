import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/core';
// The smallest metadata, imported explicitly, so that a bundle does not contain the others.
import metadata from 'libphonenumber-js/metadata.min';
import type { PhoneParser } from './normalize/rule.ts';

/**
 * For the client's `phone` option: reads every number by libphonenumber's rules. Numbers without a
 * country code are read as dialled in the event's own country (`userData.country`), else in this
 * one, with that country's prefix of international calls (`00`, `011`, `0011`, …). Needs the package
 * `libphonenumber-js`.
 *
 * @param defaultCountry ISO 3166-1 alpha-2. Without effect if it is not a country.
 * @example
 * createCapiClient({ phone: phoneNumbers('GR'), … }); // 210 123 4567 is sent as 302101234567
 */
export function phoneNumbers(defaultCountry: CountryCode): PhoneParser {
  return (number, country) =>
    digitsIn(country, number) ?? digitsIn(defaultCountry, number) ?? digitsAbroad(number);
}

function digitsIn(country: string | undefined, number: string): string | undefined {
  const code = country?.toUpperCase();
  if (code === undefined || !isSupported(code)) return undefined;
  return validDigits(number, code);
}

/** Most of the world dials `00`, and people write it in countries that dial something else. */
function digitsAbroad(number: string): string | undefined {
  const international = number.replace(/^[^\d+]*00/, '+');
  return international.includes('+') ? validDigits(international) : undefined;
}

function validDigits(number: string, country?: CountryCode): string | undefined {
  const parsed = parsePhoneNumberFromString(number, country ?? {}, metadata);
  return parsed?.isValid() === true ? parsed.number.slice(1) : undefined;
}

function isSupported(code: string): code is CountryCode {
  return Object.hasOwn(metadata.countries, code);
}
