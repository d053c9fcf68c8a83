import { lettersOf } from './letters.ts';
import type { Context, Normalized, Problem } from './rule.ts';
import { canadianProvinces, unitedStates } from './state-codes.ts';

/**
 * Two letters in the USA and Canada, elsewhere the region's whole name in lower-case letters. Where
 * the country is unknown, the name decides.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeState(text: string, { country }: Context): Normalized {
  const letters = lettersOf(text);
  if (letters === '') return noState;
  const code =
    (country === undefined || country === 'us' ? codeOf(letters, unitedStates) : undefined) ??
    (country === undefined || country === 'ca' ? codeOf(letters, canadianProvinces) : undefined);
  return code ?? letters;
}

function codeOf(name: string, codes: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(codes, name) ? codes[name] : undefined;
}

const noState: Problem = {
  code: 'invalid_state',
  message: 'holds no letter; give the name of the state or leave the field out',
};
