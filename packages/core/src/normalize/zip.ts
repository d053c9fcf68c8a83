import { lettersAndDigitsOf } from './letters.ts';
import type { Context, Normalized, Problem } from './rule.ts';

/** Lower case without spaces and dashes; of a US code the first five digits. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeZip(text: string, { country }: Context): Normalized {
  if (zipPlusFour.test(text)) return text.slice(0, 5);
  const zip = lettersAndDigitsOf(text);
  if (country === 'us') return unitedStates.test(zip) ? zip.slice(0, 5) : notUnitedStates;
  return zip || noZip;
}

const zipPlusFour = /^\d{5}\s*-\s*\d{4}$/;
const unitedStates = /^\d{5}(?:\d{4})?$/;

const notUnitedStates: Problem = {
  code: 'invalid_zip',
  message:
    'is not a US ZIP code of five digits; give text, for a number loses its leading zeros, or correct userData.country',
};
const noZip: Problem = {
  code: 'invalid_zip',
  message: 'has no letter or digit; give the postal code or leave the field out',
};
