import { describe, expect, it } from 'vitest';
import { normalizeGender } from '../../src/normalize/gender.ts';
import { outcome } from './outcome.ts';

const refused = 'refused: invalid_gender';

describe('normalizeGender', () => {
  it.each([
    ['f', 'f'],
    ['F', 'f'],
    ['Female', 'f'],
    ['m', 'm'],
    ['M', 'm'],
    ['MALE', 'm'],
    ['Woman', refused],
    ['other', refused],
    ['x', refused],
    ['fm', refused],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeGender(text))).toBe(expected);
  });
});
