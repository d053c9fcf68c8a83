import type { Normalized, Problem } from './rule.ts';

/** Lower case without spaces and punctuation; accents and every script stay. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeName(text: string): Normalized {
  const lower = text.toLowerCase();
  if (plain.test(lower)) return lower;
  const name = lower.replace(other, '').normalize('NFC');
  return name === '' ? noName : name;
}

const plain = /^[a-z]+$/;
const other = /[^\p{L}\p{M}\p{N}]+/gu;

const noName: Problem = {
  code: 'invalid_name',
  message: 'holds no letter; give the name or leave the field out',
};
