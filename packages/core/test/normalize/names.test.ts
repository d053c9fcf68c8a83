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
    // https://www.unicode.org/reports/tr37/: the variant of a character is not a letter.
    ['葛\u{e0100}城', '葛城'],
    ['葛\u{e0100}\ufe0f城', '葛城'],
    ['A\u20e3b', 'ab'],
    ['Zoë 2', 'zoë2'],
    ['Zoë, Anna', 'zoëanna'],
    ['A\ud800B', 'ab'],
    ['$mith', 'mith'],
    // The neighbours of letters and digits in ASCII.
    ['`az{', 'az'],
    ['@AZ[', 'az'],
    ['/09:', '09'],
    ['a\x7fb', 'ab'],
    ['a\x80b', 'ab'],
    ['mary2', 'mary2'],
    ['MARY2', 'mary2'],
    ['(Mary)', 'mary'],
    ['Ⅷ Henri', 'ⅷhenri'],
    ['-', 'refused: invalid_name'],
    ['😀', 'refused: invalid_name'],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeName(text))).toBe(expected);
  });
});
