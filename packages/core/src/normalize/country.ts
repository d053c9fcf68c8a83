import { firstAndLastLetter, firstTwoLetters, otherNames, titles } from './country-names.ts';
import type { Normalized, Problem } from './rule.ts';

/**
 * ISO 3166-1 alpha-2, lower case, from two letters, three letters or an English name, with its words in
 * any order: `Korea (the Republic of)`, `Republic of Korea`.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeCountry(text: string): Normalized {
  const lower = text.toLowerCase();
  codes ??= readCodes();
  return codes.get(lower) ?? codeOfName(lower, codes) ?? unknownCountry;
}

function codeOfName(name: string, byCode: ReadonlyMap<string, string>): string | undefined {
  names ??= readNames(byCode);
  const words = wordsOf(name);
  const joined = words.join('');
  const code =
    byCode.get(joined) ?? // U.S.A.
    names.get(joined) ??
    names.get(keyOf(words)) ??
    names.get(keyOf(words.filter((word) => !titles.includes(fullWords.get(word) ?? word))));
  if (code !== undefined) return code;
  // Shops show `United States (US)`: the code must be that of the name before it.
  const [, before, within = ''] = /^([^()]*)\(([a-z]{2,3})\)$/.exec(name) ?? [];
  const ofName = before === undefined ? undefined : codeOfName(before, byCode);
  return ofName === byCode.get(within) ? ofName : undefined;
}

function wordsOf(name: string): string[] {
  const letters = name.normalize('NFD').replace(/[\p{M}'’.]/gu, '');
  return letters.match(/\p{L}+/gu) ?? [];
}

/** The words that distinguish countries, in one order. */
function keyOf(words: readonly string[]): string {
  return words
    .filter((word) => !fillers.has(word))
    .map((word) => fullWords.get(word) ?? word)
    .toSorted()
    .join(' ');
}

const fillers: ReadonlySet<string> = new Set(['and', 'of', 'the']);
const fullWords: ReadonlyMap<string, string> = new Map([
  ['dem', 'democratic'],
  ['rep', 'republic'],
  ['st', 'saint'],
]);

// Built by the first event with a country.
let codes: ReadonlyMap<string, string> | undefined;

/** The two letters of each code of two or three letters, and of each of `otherNames`. */
function readCodes(): ReadonlyMap<string, string> {
  const byCode = new Map<string, string>();
  const add = (code: string, two: string) => byCode.set(code, two).set(two, two);
  for (const [three] of firstTwoLetters.matchAll(/\w{3}/g)) add(three, three.slice(0, 2));
  for (const [three] of firstAndLastLetter.matchAll(/\w{3}/g))
    add(three, three.replace(/(?<=.)./, ''));
  for (const [two, name] of rowsOfOtherNames()) add(name, two);
  return byCode;
}

// Built by the first event whose country is not a code, as it takes milliseconds.
let names: ReadonlyMap<string, string> | undefined;

/**
 * The two letters of each name. The runtime's English names differ between versions of its locale data,
 * so `otherNames` has those that changed: a test proves that every supported runtime recognises each
 * name of one list. Without the runtime's names, the event is sent with a warning.
 */
function readNames(byCode: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  const add = (words: readonly string[], two: string) =>
    byName.set(words.join(''), two).set(keyOf(words), two);
  try {
    const english = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const two of new Set(byCode.values())) {
      add(wordsOf(String(english.of(two.toUpperCase())).toLowerCase()), two);
    }
  } catch {
    // A runtime without locale data.
  }
  for (const [two, name] of rowsOfOtherNames()) add(name.split('-'), two);
  return byName;
}

/** Two letters and a name, for each of `otherNames`. */
function rowsOfOtherNames(): [two: string, name: string][] {
  return otherNames.split('\n').flatMap((line) => {
    const [two = '', ...others] = line.split(' ');
    return others.map((name): [string, string] => [two, name]);
  });
}

const unknownCountry: Problem = {
  code: 'invalid_country',
  message: 'is not an ISO 3166-1 country; give its two letters, such as "gr", or its English name',
};
