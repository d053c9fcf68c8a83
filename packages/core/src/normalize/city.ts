import { lettersOf } from './letters.ts';
import type { Normalized, Problem } from './rule.ts';

/** Lower-case letters; spaces, punctuation and district numbers go, accents and scripts stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeCity(text: string): Normalized {
  return lettersOf(text) || noCity;
}

const noCity: Problem = {
  code: 'invalid_city',
  message: 'holds no letter; give the name of the city or leave the field out',
};
