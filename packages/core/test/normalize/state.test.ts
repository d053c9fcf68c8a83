import { describe, expect, it } from 'vitest';
import { normalizeState } from '../../src/normalize/state.ts';
import { context, outcome } from './outcome.ts';

const refused = 'refused: invalid_state';

describe('normalizeState', () => {
  it.each([
    ['California', undefined, 'ca'],
    ['California', 'us', 'ca'],
    ['CA', 'us', 'ca'],
    ['AZ', undefined, 'az'],
    ['New York', 'us', 'ny'],
    ['D.C.', 'us', 'dc'],
    ['Washington, D.C.', 'us', 'dc'],
    ['washington', 'us', 'wa'],
    ['Puerto Rico', 'us', 'pr'],
    ['Ontario', undefined, 'on'],
    ['Ontario', 'ca', 'on'],
    ['Québec', 'ca', 'qc'],
    ['Quebec', 'ca', 'qc'],
    ['Newfoundland and Labrador', 'ca', 'nl'],
    // A name of another country is no US state, however it is called.
    ['Georgia', 'us', 'ga'],
    ['Georgia', 'ge', 'georgia'],
    ['Victoria', 'au', 'victoria'],
    ['Ontario', 'us', 'ontario'],
    ['Texas', 'ca', 'texas'],
    ['New South Wales', undefined, 'newsouthwales'],
    ['New South Wales', 'au', 'newsouthwales'],
    ['Bavaria', 'de', 'bavaria'],
    ['Île-de-France', 'fr', 'îledefrance'],
    ['東京都', 'jp', '東京都'],
    ['constructor', undefined, 'constructor'],
    ['75', 'fr', refused],
    ['-', undefined, refused],
  ])('%j in %j becomes %j', (text, country, expected) => {
    expect(outcome(normalizeState(text, context({ country })))).toBe(expected);
  });
});
