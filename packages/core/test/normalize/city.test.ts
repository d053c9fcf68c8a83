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
    ['葛\u{e0100}城', '葛城'],
    ['葛\u{e0100}\ufe0f城', '葛城'],
    ['A\u20e3b', 'ab'],
    ['1️⃣ Zürich', 'zürich'],
    ['`az{', 'az'],
    ['@AZ[', 'az'],
    ['a/09:b', 'ab'],
    ['a\x7fb', 'ab'],
    ['a\x80b', 'ab'],
    ['PARIS', 'paris'],
    ['paris75', 'paris'],
    ['Praha 1 – Staré Město', 'prahastaréměsto'],
    ['75', 'refused: invalid_city'],
    ['?', 'refused: invalid_city'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeCity(text))).toBe(expected);
  });
});
