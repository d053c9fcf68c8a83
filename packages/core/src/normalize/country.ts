import { countryNames } from './country-names.ts';
import type { Normalized, Problem } from './rule.ts';

/**
 * ISO 3166-1 alpha-2, lower case, from two letters, three letters or an English name, with its words in
 * any order: `Korea (the Republic of)`, `Republic of Korea`.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeCountry(text: string): Normalized {
  const lower = text.toLowerCase();
  if (isCode(lower)) return lower;
  codes ??= readCodes();
  return codes.get(lower) ?? codeOfName(lower, codes) ?? unknownCountry;
}

function codeOfName(name: string, known: ReadonlyMap<string, string>): string | undefined {
  const words = wordsOf(name);
  const code = known.get(words.join('')) ?? known.get(keyOf(words));
  if (code !== undefined) return code;
  // Shops show `United States (US)`: the code must be that of the name before it.
  const [, before = '', within = ''] = /^([^()]*)\(([a-z]{2,3})\)$/.exec(name) ?? [];
  const ofName = within === '' ? undefined : codeOfName(before, known);
  return ofName !== undefined && ofName === known.get(within) ? ofName : undefined;
}

function wordsOf(name: string): string[] {
  const letters = name.normalize('NFD').replace(/[\p{M}'’.]+/gu, '');
  return letters.split(/[^\p{L}]+/u).filter(Boolean);
}

/** The words that tell countries apart, in one order. */
function keyOf(words: readonly string[]): string {
  return words
    .filter((word) => !fillers.has(word))
    .map((word) => fullWords.get(word) ?? word)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(' ');
}

const fillers: ReadonlySet<string> = new Set(['and', 'of', 'the']);
const fullWords: ReadonlyMap<string, string> = new Map([
  ['dem', 'democratic'],
  ['rep', 'republic'],
  ['st', 'saint'],
]);

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
    for (const name of line.split(' ')) {
      const words = name.split('-');
      byName.set(words.join(''), code);
      byName.set(keyOf(words), code);
    }
  }
  byName.delete(''); // `and` is Andorra, and does not distinguish countries
  return byName;
}

const unknownCountry: Problem = {
  code: 'invalid_country',
  message: 'is not an ISO 3166-1 country; give its two letters, such as "gr", or its English name',
};
