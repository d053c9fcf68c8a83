import { lettersOf } from './letters.ts';
import type { Context, Normalized, Problem } from './rule.ts';
import {
  canadianAbbreviations,
  canadianProvinces,
  unitedStates,
  unitedStatesAbbreviations,
} from './state-codes.ts';

/**
 * Two letters in the USA and Canada, also from a name or an abbreviation such as `Calif.`, elsewhere
 * the region's whole name in lower-case letters. Where the country is unknown, the name decides.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeState(text: string, { country }: Context): Normalized {
  const letters = lettersOf(text);
  if (letters === '') return noState;
  const inUs = country === undefined || country === 'us';
  const inCanada = country === undefined || country === 'ca';
  return (
    (inUs ? codeOf(letters, unitedStates, unitedStatesAbbreviations) : undefined) ??
    (inCanada ? codeOf(letters, canadianProvinces, canadianAbbreviations) : undefined) ??
    letters
  );
}

function codeOf(
  name: string,
  names: Readonly<Record<string, string>>,
  abbreviations: Readonly<Record<string, string>>,
): string | undefined {
  if (Object.hasOwn(names, name)) return names[name];
  return Object.hasOwn(abbreviations, name) ? abbreviations[name] : undefined;
}

const noState: Problem = {
  code: 'invalid_state',
  message: 'has no letter; give the name of the state or leave the field out',
};
