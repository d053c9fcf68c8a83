import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieValues, rawCookieValues } from '../../src/cookies/cookie-header.ts';
import { runs } from '../fuzz-runs.ts';

describe('cookieValues', () => {
  it.each([
    ['', []],
    [';;; ; =', []],
    ['a', []],
    ['ab', []],
    ['=a', []],
    ['a=1', ['1']],
    ['  a = 1 ;b=2', ['1']],
    ['b=2;a=1', ['1']],
    ['a=1; b=2; a=3', ['1', '3']],
    ['a=', ['']],
    ['a==1=', ['=1=']],
    ['ba=1; aa=2; A=3', []],
    ['a="1"', ['1']],
    ['a=" 1 "', [' 1 ']],
    ['a=""', ['']],
    ['a="', ['"']],
    ['a="1', ['"1']],
    ['a=1"', ['1"']],
    // Quotes are removed only where they are around the whole value.
    ['a="123"', ['123']],
    ['a=x"1"', ['x"1"']],
    ['a="1"x', ['"1"x']],
    ['a=%31%2e2', ['1.2']],
    ['a=1+2', ['1+2']],
    ['a=%', ['%']],
    ['a=%ff', ['%ff']],
  ])('of %j are %j', (cookies, values) => {
    expect(cookieValues(cookies, 'a')).toEqual(values);
  });

  it('finds no name in what has none', () => {
    expect(cookieValues('=a; b', '')).toEqual(['a']);
    expect(cookieValues('xy', 'x')).toEqual([]);
  });
});

describe('rawCookieValues', () => {
  it.each([
    ['', []],
    [' a = 1 ;b=2;ab=3', ['1', '2']],
    ['b==1=; a="1"', ['=1=', '1']],
    ['a=%31; ba=2; a.b=3; A=4', ['%31']],
    ['a="123"; b=""', ['123', '']],
    ['a=x"1"; b="1"x; a="', ['x"1"', '"1"x', '"']],
  ])('of a and b in %j are %j', (cookies, values) => {
    expect(rawCookieValues(cookies, 'a|b')).toEqual(values);
  });

  it(`finds what cookieValues finds, but does not decode it (${runs(1000)} runs)`, () => {
    const part = fc.constantFrom('a', 'b', '=', ';', ' ', '"', 'x', '\t', '%');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const cookies = parts.join('');
        expect(rawCookieValues(cookies, 'a')).toEqual(cookieValues(cookies, 'a'));
      }),
      { numRuns: runs(1000) },
    );
  });
});

it.each([
  ['cookieValues', cookieValues],
  ['rawCookieValues', rawCookieValues],
])('%s takes linear time', (_, valuesOf) => {
  const ms = (length: number): number => {
    const start = performance.now();
    valuesOf(`${'a=1;'.repeat(length)}${' '.repeat(length)}${'a='.repeat(length)}`, 'a');
    return performance.now() - start;
  };
  ms(10_000);
  expect(ms(100_000)).toBeLessThan(100 * (ms(10_000) + 1));
});
