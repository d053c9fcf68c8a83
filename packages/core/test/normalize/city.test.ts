import { describe, expect, it } from 'vitest';
import { normalizeCity } from '../../src/normalize/names.ts';
import { outcome } from './outcome.ts';

describe('normalizeCity', () => {
  it.each([
    ['Paris ❤️', 'paris'],
    ['São Paulo 🇧🇷', 'sãopaulo'],
    ['Paris', 'paris'],
    ['London', 'london'],
    ['New York', 'newyork'],
    ["St. John's", 'stjohns'],
    ['São Paulo', 'sãopaulo'],
    ['Sa\u0303o Paulo', 'sãopaulo'],
    ['東京', '東京'],
    ['London 2', 'london'],
    ['Saint-Étienne', 'saintétienne'],
    ['ΑΘΗΝΑ', 'αθηνα'],
    ['75', 'refused: invalid_city'],
    ['?', 'refused: invalid_city'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeCity(text))).toBe(expected);
  });
});
