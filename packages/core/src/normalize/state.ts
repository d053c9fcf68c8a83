import { lettersOf } from './letters.ts';
import type { Context, Normalized, Problem } from './rule.ts';
import { canadianProvinces, unitedStates } from './state-codes.ts';

/**
 * Two letters in the USA and Canada, also from a name or an abbreviation such as `Calif.`, elsewhere
 * the region's whole name in lower-case letters. Where the country is unknown, the name decides.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeState(text: string, { country }: Context): Normalized {
  const letters = lettersOf(text);
  if (letters === '') return noState;
  usStates ??= readStates(unitedStates);
  provinces ??= readStates(canadianProvinces);
  const inUs = country === undefined || country === 'us';
  const inCanada = country === undefined || country === 'ca';
  return (
    (inUs ? codeOf(text, letters, 'us', usStates) : undefined) ??
    (inCanada ? codeOf(text, letters, 'ca', provinces) : undefined) ??
    letters
  );
}

/** By the name, with or without `State of`; or by the code of ISO 3166-2, as in `US-CA`. */
function codeOf(
  text: string,
  letters: string,
  country: string,
  names: ReadonlyMap<string, string>,
): string | undefined {
  return (
    names.get(letters) ??
    names.get(letters.replace(kindOfRegion, '')) ??
    (isSubdivision.test(text) && letters.startsWith(country)
      ? names.get(letters.slice(2))
      : undefined)
  );
}

const kindOfRegion = /^(?:stateof|commonwealthof|provinceof)|(?:state|province)$/;
const isSubdivision = /^[a-z]{2}-[a-z]{2}$/i;

// Read by the first event with a state.
let usStates: ReadonlyMap<string, string> | undefined;
let provinces: ReadonlyMap<string, string> | undefined;

/** The two letters by each name, and by themselves. */
function readStates(table: string): ReadonlyMap<string, string> {
  return new Map(
    table.trim().split('\n').flatMap((line) => {
      const [code = '', ...names] = line.split(' ');
      return [code, ...names].map((name): [string, string] => [name, code]);
    }),
  );
}

const noState: Problem = {
  code: 'invalid_state',
  message: 'has no letter; give the name of the state or leave the field out',
};
