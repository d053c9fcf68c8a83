import { lettersAndDigitsOf, lettersOf } from './letters.ts';
import type { Normalized, Problem } from './rule.ts';

/** Lower case without spaces and punctuation; accents and every script stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeName(text: string): Normalized {
  return lettersAndDigitsOf(text) || noName;
}

/** Lower-case letters; spaces, punctuation and district numbers go, accents and scripts stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeCity(text: string): Normalized {
  return lettersOf(text) || noCity;
}

const noName: Problem = {
  code: 'invalid_name',
  message: 'has no letter; give the name or leave the field out',
};
const noCity: Problem = {
  code: 'invalid_city',
  message: 'has no letter; give the name of the city or leave the field out',
};
