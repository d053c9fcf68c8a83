import { describe, expect, it } from 'vitest';
import { isHash, isVisitorKey, validVisitor } from '../../src/visitor/keys.ts';

const sha256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';

describe('validVisitor', () => {
  it.each([
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Εφαρμογή/1.0 \u{1f600}',
    'a'.repeat(1024),
    `${'a'.repeat(1023)}ß`,
    ' null / 1',
    // The relay's own agent may be one word.
    'x',
  ])('sends the user agent %j unchanged', (clientUserAgent) => {
    expect(validVisitor({ clientUserAgent })).toStrictEqual({ clientUserAgent });
  });

  it.each([
    ['of 1,025 characters', 'a'.repeat(1025)],
    ['of 1,025 other characters', 'ß'.repeat(1025)],
    ['that is empty', ''],
    ['that a program printed', 'undefined'],
    ['that is a hash', sha256],
    ['that is a hash with white space', ` ${sha256} `],
    ['with a line break', 'Mozilla\r\nX: y'],
    ['with a C1 control character', 'Mozilla\u0085'],
    ['that was cut within an emoji', 'Mozilla \ud83d'],
    ['with a line separator', 'Mozilla\u2028'],
    ['with a paragraph separator', 'Mozilla\u2029'],
    ['that is a number', 7],
    ['that is a list', ['Mozilla/5.0']],
  ])('leaves out a user agent %s', (_, clientUserAgent) => {
    expect(validVisitor({ clientUserAgent })).toStrictEqual({});
  });

  it.each([
    ['with an appendix', 'fb.2.1596403881668.1116446470.AQQCAQMC', 'fb.1.1596403881668.IwAR.BA'],
    ['with a short click id', 'fb.1.1596403881668.1', 'fb.1.1596403881668.Iw'],
  ])('sends cookies %s unchanged', (_, fbp, fbc) => {
    expect(validVisitor({ fbp, fbc })).toStrictEqual({ fbp, fbc });
  });

  it('leaves out cookies that only print like one', () => {
    const fbp = { toString: () => 'fb.1.1596403881668.1116446470' };
    const fbc = { toString: () => 'fb.1.1596403881668.IwAR2F4-dbP0' };
    expect(validVisitor({ fbp, fbc })).toStrictEqual({});
  });

  it('sends the page and the referrer by the same rule', () => {
    const address = 'https://shop.example.com/a?utm_source=ig&order=7';
    const sent = 'https://shop.example.com/a?utm_source=ig';
    expect(validVisitor({ eventSourceUrl: address, referrerUrl: address })).toStrictEqual({
      eventSourceUrl: sent,
      referrerUrl: sent,
    });
  });
});

describe('isVisitorKey', () => {
  it.each(['fbp', 'clientUserAgent', 'referrerUrl', 'consent', 'consentAt', 'consentCarrier'])(
    'knows %s',
    (key) => {
      expect(isVisitorKey(key)).toBe(true);
    },
  );

  it.each(['fbclid', 'client_user_agent', 'toString', ''])('does not know %j', (key) => {
    expect(isVisitorKey(key)).toBe(false);
  });
});

describe('isHash', () => {
  it.each([
    [sha256, true],
    [` ${sha256}\n`, true],
    [sha256.toUpperCase(), true],
    [sha256.slice(1), false],
    [`${sha256}0`, false],
    [[sha256], false],
    [undefined, false],
  ])('of %j is %s', (value, expected) => {
    expect(isHash(value)).toBe(expected);
  });
});
