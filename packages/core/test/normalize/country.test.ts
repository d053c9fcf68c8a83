import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { normalizeCountry } from '../../src/normalize/country.ts';
import { outcome } from './outcome.ts';
import { recognisedCountries } from './recognised-countries.ts';

const refused = 'refused: invalid_country';

describe('the countries that are recognised', () => {
  const lines = recognisedCountries.split('\n').map((line) => line.split(' '));

  // First, because it builds the tables: mutation testing runs only this test for them.
  it('are recognised by each code and name, in any order of the words', () => {
    const wrong = lines.flatMap(([two = '', ...others]) =>
      [two, ...others]
        .flatMap((name) => [name.replaceAll('-', ' '), name.split('-').toReversed().join(' ')])
        .filter((name) => outcome(normalizeCountry(name)) !== two)
        .map((name) => `${two} ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  // Two lists that nobody here wrote: ISO's names, and those of Wikipedia with other names.
  const require = createRequire(import.meta.url);
  const iso = require('country-list/data.json') as { code: string; name: string }[];
  const isoNames = iso.map(({ code, name }): [string, string] => [code, name]);
  const { countries } = require('i18n-iso-countries/langs/en.json') as {
    countries: Record<string, string | string[]>;
  };
  const otherNames = Object.entries(countries).flatMap(([code, names]) =>
    [names].flat().map((name): [string, string] => [code, name]),
  );

  it.each([
    ['country-list', isoNames, 249],
    ['i18n-iso-countries', otherNames, 250],
  ])('knows each name of %s, and with its words in another order', (_, names, least) => {
    expect(names.length).toBeGreaterThanOrEqual(least);
    const wrong = names.flatMap(([code, name]) =>
      [
        name,
        name.toUpperCase(),
        name.split(' ').toReversed().join(' '),
        name.split(/[, ]+/).toSorted().join(', '),
      ]
        .filter((each) => outcome(normalizeCountry(each)) !== code.toLowerCase())
        .map((each) => `${code} ${each}`),
    );
    // By ISO 3166-1 the Congo without more is Congo-Brazzaville.
    expect(wrong.filter((each) => !/^CD congo$/i.test(each))).toEqual([]);
  });

  it('knows what the runtime calls each of them in English', () => {
    const english = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const [two = ''] of lines) {
      const name = english.of(two.toUpperCase()) ?? '';
      expect([name, outcome(normalizeCountry(name))]).toEqual([name, two]);
    }
  });

  it('has every country of ISO 3166-1 and Kosovo once, with two letters and three', () => {
    expect(lines).toHaveLength(250);
    for (const [two, three] of lines) {
      expect(two).toMatch(/^[a-z]{2}$/);
      expect(three).toMatch(/^[a-z]{3}$/);
    }
    expect(new Set(lines.map(([two]) => two)).size).toBe(250);
  });
});

describe('normalizeCountry', () => {
  it.each([
    ['us', 'us'],
    ['US', 'us'],
    ['GR', 'gr'],
    ['USA', 'us'],
    ['GRC', 'gr'],
    ['United States', 'us'],
    ['united states of america', 'us'],
    ['The United States', 'us'],
    ['UnitedStates', 'us'],
    ['NEWZEALAND', 'nz'],
    ['U. S. A.', 'us'],
    ['United States (US) and Canada', refused],
    ['Canada (or) United States (US)', refused],
    ['U.S.A.', 'us'],
    ['Germany', 'de'],
    ['Greece', 'gr'],
    ['UK', 'gb'],
    ['U.K.', 'gb'],
    ['United Kingdom', 'gb'],
    ['EL', 'gr'],
    ['The Netherlands', 'nl'],
    ["Côte d'Ivoire", 'ci'],
    ['Co\u0302te d’Ivoire', 'ci'],
    ['Türkiye', 'tr'],
    ['Turkey', 'tr'],
    ['Bosnia & Herzegovina', 'ba'],
    ['The Gambia', 'gm'],
    ['Gambia (the)', 'gm'],
    ['Netherlands, Kingdom of the', 'nl'],
    ['Iran (Islamic Republic of)', 'ir'],
    ['Venezuela, Bolivarian Republic of', 've'],
    // ISO 3166-1 writes the word that sorts first; so do lists that shops copy.
    ['Korea (the Republic of)', 'kr'],
    ['Republic of Korea', 'kr'],
    ['Korea, Rep.', 'kr'],
    ["Korea (the Democratic People's Republic of)", 'kp'],
    ['Korea, Dem. People’s Rep.', 'kp'],
    ['Moldova (the Republic of)', 'md'],
    ['Falkland Islands (the) [Malvinas]', 'fk'],
    ['Republic of Ireland', 'ie'],
    ['Saint Martin', 'mf'],
    ['St. Martin (French part)', 'mf'],
    ['Sint Maarten (Dutch part)', 'sx'],
    ['United States (US)', 'us'],
    ['United States (USA)', 'us'],
    ['FYROM', 'mk'],
    ['The Former Yugoslav Republic of Macedonia', 'mk'],
    ['Macedonia, the former Yugoslav Republic of', 'mk'],
    ['Congo (the Democratic Republic of the)', 'cd'],
    ['Congo, Dem. Rep.', 'cd'],
    ['Congo (the)', 'cg'],
    ['Congo, Rep.', 'cg'],
    ['Congo (DRC)', 'cd'],
    ['Virgin Islands (U.S.)', 'vi'],
    ['Virgin Islands, British', 'vg'],
    ['Tanzania, United Republic of', 'tz'],
    ['Hellenic Republic', 'gr'],
    ['Bundesrepublik Deutschland', refused],
    ['United States (CA)', refused],
    ['Korea', refused],
    ['Korea (North) South', refused],
    ['Republic', refused],
    ['( )', refused],
    ['NA', 'na'],
    ['xx', refused],
    ['zz', refused],
    ['Atlantis', refused],
    ['Kingdom of Atlantis', refused],
    ['Kingdom of the', refused],
    ['Kingdom of Spain', 'es'],
    ['Republic of China', 'tw'],
    ['Kingdom of US', refused],
    ['the', refused],
    ['-', refused],
    ['constructor', refused],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeCountry(text))).toBe(expected);
  });
});

describe('normalizeCountry in another runtime', () => {
  afterEach(() => vi.restoreAllMocks());

  it('recognises English names where the language of the process is German', async () => {
    vi.resetModules();
    const { DisplayNames } = Intl;
    vi.spyOn(Intl, 'DisplayNames').mockImplementation(function inGermany(locales, options) {
      return new DisplayNames([...[locales ?? []].flat(), 'de'], options);
    });
    const { normalizeCountry: normalize } = await import('../../src/normalize/country.ts');
    expect(outcome(normalize('Germany'))).toBe('de');
    expect(outcome(normalize('Deutschland'))).toBe(refused);
  });

  it('recognises codes and other names where there are no English ones', async () => {
    vi.resetModules();
    vi.spyOn(Intl, 'DisplayNames').mockImplementation(function unavailable() {
      throw new RangeError('Internal error. Icu error.');
    });
    const { normalizeCountry: normalize } = await import('../../src/normalize/country.ts');
    const names = [
      'DEU',
      'Holland',
      'Germany',
      'Korea, Dem. People’s Rep.',
      'Virgin Islands of the United States',
      'Martin, St. French part and',
    ];
    expect(names.map((text) => outcome(normalize(text)))).toEqual([
      'de',
      'nl',
      refused,
      'kp',
      'vi',
      'mf',
    ]);
  });
});
