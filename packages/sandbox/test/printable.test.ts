import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '../src/printable.ts';

test.each([
  ['\u001b[2J', String.raw`\u{1b}[2J`],
  ['a\nrefused  Lead', String.raw`a\u{a}refused  Lead`],
  ['a\r\tb', String.raw`a\u{d}\u{9}b`],
  ['\u009b31m', String.raw`\u{9b}31m`],
  ['\u202etxt.exe', String.raw`\u{202e}txt.exe`],
  ['\u2066a\u2069', String.raw`\u{2066}a\u{2069}`],
  ['a\u2028b', String.raw`a\u{2028}b`],
  ['zero\u200bwidth', String.raw`zero\u{200b}width`],
  ['half of an emoji \ud83d', String.raw`half of an emoji \u{d83d}`],
  ['Größe 정 ✓ 👍', 'Größe 정 ✓ 👍'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('no text produces a control character or a second line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
  );
});
