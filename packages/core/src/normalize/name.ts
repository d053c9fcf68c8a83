import { lettersAndDigitsOf } from './letters.ts';
import type { Normalized, Problem } from './rule.ts';

/** Lower case without spaces and punctuation; accents and every script stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeName(text: string): Normalized {
  return lettersAndDigitsOf(text) || noName;
}

const noName: Problem = {
  code: 'invalid_name',
  message: 'holds no letter; give the name or leave the field out',
};
