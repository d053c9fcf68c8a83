import { describe, expect, test } from 'vitest';
import { holdsPersonalData, safeKey } from '../../src/privacy/personal-data.ts';

describe('text that holds an e-mail address or a phone number', () => {
  test.each([
    ['an address alone', 'maria@example.com'],
    ['… within a sentence', 'write to maria.silva+shop@mail.example.com today'],
    ['… in capitals', 'MARIA@EXAMPLE.COM'],
    ['… after another @', '@home: maria@example.com'],
    ['… of one letter each', 'a@b.c'],
    ['… of Greek letters', 'μαρία@παράδειγμα.ελ'],
    ['… of Cyrillic letters', 'жена@пример.рф'],
    ['… of Chinese letters', '用户@例子.公司'],
    ['… of letters beyond the first plane', '𠮷𠮷@例子.公司'],
    ['… with a combining accent', 'rene\u0301@exemple.fr'],
    ['… at a domain that begins with a digit', 'maria@1example.com'],
    ['… at a domain that looks like a picture for sharper screens', 'maria@2x.pl'],
    ['… as a link writes it', 'https://shop.example/?mail=maria%40example.com'],
    [
      '… as a link within a link writes it',
      'https://a.example/?to=%2F%3Fm%3Dmaria%2540example.com',
    ],
    ['… escaped three times', 'maria%252540example.com'],
    ['… escaped throughout', '%6d%61%72%69%61%40%65%78%61%6D%70%6C%65%2E%63%6F%6D'],
    ['… of escaped Greek letters', encodeURIComponent('μαρία@παράδειγμα.ελ')],
    ['… of escaped Chinese letters', encodeURIComponent('用户@例子.公司')],
    ['… of escaped Latin-1', 'Ren%E9%40exemple.fr'],
    ['… with a digit before the @', '1@b.c'],
    ['… with a sign before the @', 'maria+@b.c'],
    ['… at a domain of one digit', 'maria@1.c'],
    ['… at a picture of another kind', 'logo@2x.pdf'],
    ['… at a host of 253 characters', `maria@${'a'.repeat(253)}.example`],
    ['… beside a percent sign', '100% of maria%40example.com'],
    ['a phone number with a plus', '+49 30 1234567'],
    ['… within a sentence', 'call: +49 (30) 123-4567.'],
    ['… of seven digits and one', '+12345678'],
    ['… as a link writes it', 'tel:%2B49301234567'],
    ['… after an equals sign', '?phone=+49301234567'],
    ['an American number', 'or 650-555-1212'],
    ['… within a sentence', 'call 650-555-1212 today'],
    ['… with its area in brackets', '(650) 555-1212'],
    ['… without a space after them', '(650)555-1212'],
  ])('%s: %s', (_, text) => {
    expect(holdsPersonalData(text)).toBe(true);
  });
});

describe('text that holds neither', () => {
  test.each([
    '',
    'city',
    '@home',
    'a @ b',
    '5@once',
    'me@localhost',
    'mail @example.com',
    '@example.com',
    'maria@ example.com',
    `maria@${'a'.repeat(254)}.example`,
    '!@example.com',
    'maria@example.',
    'maria@.com',
    'dinner@8.30',
    '50€@night.club',
    '会议@北京。今天',
    '%40home',
    '5%40once',
    '100%',
    '%zz%40',
    '%F0%9F',
    '+49',
    '1+1',
    'a+4930123456789',
    '+1234567',
    '+1234567890123456',
    '2026-11-24',
    '4006381333931',
    '1650-555-12123',
    '2650-555-1212',
    '650-555-121',
    '650-555-12123',
    '650-5555-1212',
    '100-000-1234',
    '650-055-1212',
    'SKU-123-456-7890',
    '(150) 555-1212',
    'Gold +10000000',
    'Gold +11234567',
    '+0123456789',
    ...['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg'].map((kind) => `logo@2x.${kind}`),
    'https://shop.example/hero@3x.webp',
  ])('%s', (text) => {
    expect(holdsPersonalData(text)).toBe(false);
  });
});

describe('it takes no more time than a text has length', () => {
  test.each(['@', 'a@', '@a', 'a@a.', '%', '%25', '%40', '%2540', 'a%40', '+1', '+1-', '1-', '(1'])(
    'many times %s',
    (part) => {
      const text = part.repeat(300_000 / part.length);
      const begun = performance.now();
      holdsPersonalData(text);
      // Quadratic time would be hours.
      expect(performance.now() - begun).toBeLessThan(5000);
    },
  );
});

describe('a key is shown', () => {
  test.each(['value', 'content-ids', 'eventID', '_x1', 'a'.repeat(40)])('as it is: %s', (key) => {
    expect(safeKey(key)).toBe(key);
  });

  test.each([
    ['an address', 'maria@example.com'],
    ['a phone number that might be a name', '650-555-1212'],
    ['one without any sign', '6941234567'],
    ['words', 'Maria Silva'],
    ['words at the end', 'x Maria'],
    ['another script', 'μαρία'],
    ['more than any key has', 'a'.repeat(41)],
    ['nothing', ''],
  ])('as odd: %s', (_, key) => {
    expect(safeKey(key)).toBe('(odd key)');
  });
});
