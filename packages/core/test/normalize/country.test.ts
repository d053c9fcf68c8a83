import { describe, expect, it } from 'vitest';
import { normalizeCountry } from '../../src/normalize/country.ts';
import { countryNames } from '../../src/normalize/country-names.ts';
import { outcome } from './outcome.ts';

const refused = 'refused: invalid_country';

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
    ['NA', 'na'],
    ['xx', refused],
    ['zz', refused],
    ['Atlantis', refused],
    ['the', refused],
    ['-', refused],
    ['constructor', refused],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeCountry(text))).toBe(expected);
  });
});

describe('countryNames', () => {
  const lines = countryNames.split('\n').map((line) => line.split(' '));

  it('has every country of ISO 3166-1 and Kosovo once, with two letters and three', () => {
    expect(lines).toHaveLength(250);
    for (const [two, three] of lines) {
      expect(two).toMatch(/^[a-z]{2}$/);
      expect(three).toMatch(/^[a-z]{3}$/);
    }
    expect(new Set(lines.map(([two]) => two)).size).toBe(250);
  });

  it('gives no name to two countries', () => {
    const names = lines.flat();
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  // The runtime's own locale data is a second source for the two letters.
  it('knows what the runtime calls each of them in English', () => {
    const english = new Intl.DisplayNames(['en'], { type: 'region' });
    for (const [two = ''] of lines) {
      const name = english.of(two.toUpperCase()) ?? '';
      expect([name, outcome(normalizeCountry(name))]).toEqual([name, two]);
    }
  });
});
