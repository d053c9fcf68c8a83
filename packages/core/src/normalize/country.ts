import { countryNames } from './country-names.ts';
import type { Normalized, Problem } from './rule.ts';

/** ISO 3166-1 alpha-2, lower case, from two letters, three letters or an English name. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeCountry(text: string): Normalized {
  const lower = text.toLowerCase();
  if (isCode(lower)) return lower;
  codes ??= readCodes();
  const code = codes.get(lower);
  if (code !== undefined) return code;
  const letters = lower.normalize('NFD').replace(/[^\p{L}]+/gu, '');
  // "The Gambia", and "Gambia (the)" as ISO writes it.
  return codes.get(letters) ?? codes.get(letters.replace(/^the|the$/g, '')) ?? unknownCountry;
}

/** Looked up without the map below: most events have two letters and never need it. */
function isCode(lower: string): boolean {
  if (lower.length !== 2) return false;
  if (seenCodes.has(lower)) return true;
  if (!`\n${countryNames}`.includes(`\n${lower} `)) return false;
  seenCodes.add(lower);
  return true;
}

const seenCodes = new Set<string>();

// Built by the first event whose country has another form, as it takes more than a millisecond.
let codes: Map<string, string> | undefined;

function readCodes(): Map<string, string> {
  const byName = new Map<string, string>();
  for (const line of countryNames.split('\n')) {
    const code = line.slice(0, 2);
    for (const name of line.split(' ')) byName.set(name, code);
  }
  return byName;
}

const unknownCountry: Problem = {
  code: 'invalid_country',
  message: 'is no country of ISO 3166-1; give its two letters, as in "gr", or its English name',
};
