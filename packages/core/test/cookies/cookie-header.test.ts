import { describe, expect, it } from 'vitest';
import { cookieValues } from '../../src/cookies/cookie-header.ts';

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

  it('is done with a megabyte in no time', () => {
    const start = performance.now();
    cookieValues(`${'a=1;'.repeat(125_000)}${' '.repeat(250_000)}${'='.repeat(250_000)}`, 'a');
    expect(performance.now() - start).toBeLessThan(2000); // quadratic work would take minutes
  });
});
