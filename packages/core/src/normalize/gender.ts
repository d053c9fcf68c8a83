import type { Normalized, Problem } from './rule.ts';

/** `f` or `m`, the only two that Meta takes. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeGender(text: string): Normalized {
  switch (text.toLowerCase()) {
    case 'f':
    case 'female':
      return 'f';
    case 'm':
    case 'male':
      return 'm';
    default:
      return neither;
  }
}

const neither: Problem = {
  code: 'invalid_gender',
  message: 'is not one of f, female, m, male; give one of them or leave the field out',
};
