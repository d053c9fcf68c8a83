import { describe, expect, it } from 'vitest';
import { normalizeName } from '../../src/normalize/names.ts';
import { outcome } from './outcome.ts';

describe('normalizeName', () => {
  it.each([
    ['John😀', 'john'],
    ['Mary ❤️', 'mary'],
    ['❤️ Mary ❤️ Ann', 'maryann'],
    ['1️⃣ Kim', '1kim'],
    ['Zoe\u0308 ❤️', 'zoë'],
    ['Mary', 'mary'],
    ['정', '정'],
    ['Valéry', 'valéry'],
    ['Vale\u0301ry', 'valéry'],
    ['Mary Ann', 'maryann'],
    ["O'Brien", 'obrien'],
    ['O’Brien', 'obrien'],
    ['Jean-Luc', 'jeanluc'],
    ['Jean\u2010Luc', 'jeanluc'],
    ['José', 'josé'],
    ['ΓΙΩΡΓΟΣ', 'γιωργος'],
    ['ΓΙΏΡΓΟΣ ΠΑΠΠΆΣ', 'γιώργοςπαππάς'],
    ['山田\u3000太郎', '山田太郎'],
    ['علی\u200cرضا', 'علیرضا'],
    ['नरेन्द्र', 'नरेन्द्र'],
    ['ISIL', 'isil'],
    ['Smith, Jr.', 'smithjr'],
    ['Louis 14', 'louis14'],
    ['Anna 😀', 'anna'],
    ['A\ud800B', 'ab'],
    ['$mith', 'mith'],
    ['-', 'refused: invalid_name'],
    ['😀', 'refused: invalid_name'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeName(text))).toBe(expected);
  });
});
