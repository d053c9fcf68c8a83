import { describe, expect, it } from 'vitest';
import { isPlaceholder, textOf } from '../../src/normalize/text.ts';
import { outcome } from './outcome.ts';

describe('textOf', () => {
  it.each([
    ['a', 'a'],
    [' a b ', 'a b'],
    ['\t\r\na\v\f', 'a'],
    ['\0a\x1f', 'a'],
    ['\x7fa\x7f', 'a'],
    ['\x9fa\xad', 'a'],
    ['\u00a0a\u3000', 'a'],
    ['\ufeffa\u200b\u200d\u2060', 'a'],
    ['\u202aa\u202c', 'a'],
    ['!a~', '!a~'],
    ['éaé', 'éaé'],
    [' ', ''],
    ['\u200b\u00a0\0', ''],
    ['', ''],
    [null, ''],
    [undefined, ''],
    [7, '7'],
    [7n, '7'],
    [-7, '-7'],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 53, 'refused: inexact_number'],
    [2n ** 255n - 1n, String(2n ** 255n - 1n)],
    ['abcdef', 'abcdef'],
    ['abcdefg', 'refused: too_long'],
    ['\x1f\x20a\x20\x1f', 'a'],
    ['\x9f\xa0', ''],
    [Number.NaN, 'refused: inexact_number'],
    [0.5, 'refused: inexact_number'],
    [2n ** 255n, 'refused: too_long'],
    [-(2n ** 255n) - 1n, 'refused: too_long'],
    [' a b c ', 'refused: too_long'],
    [{}, 'refused: not_text'],
    [false, 'refused: not_text'],
  ])('%s, of at most six characters, becomes %j', (value, expected) => {
    expect(outcome(textOf(value, 6))).toBe(expected);
  });
});

describe('isPlaceholder', () => {
  it.each(['n/a', 'N/A', 'null', 'NULL', 'undefined', 'Undefined', '[object Object]'])(
    'is for %s',
    (text) => {
      expect(isPlaceholder(text)).toBe(true);
    },
  );

  it.each([
    '',
    'n-a',
    'ann',
    'anna',
    'nulls',
    'undefine',
    'undefinex',
    'maria@example.c',
    '[OBJECT OBJECT]',
  ])('is not for %s', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});
