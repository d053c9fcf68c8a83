import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { countriesOf, usStatesOf } from '../../../src/prepare/user-data/region.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

// Consent decides by them, so one that cannot be read must not look like the USA.
describe('the countries of userData', () => {
  test.each<[unknown, readonly string[]]>([
    ['US', ['us']],
    [
      ['United States', 'GR'],
      ['us', 'gr'],
    ],
    [digest('us').toUpperCase(), [digest('us')]],
    ['Atlantis', ['']],
    [{}, ['']],
    ['x'.repeat(257), ['']],
    [['US', null, ''], ['us']],
    [undefined, []],
  ])('of %j are %j', (country, expected) => {
    expect(countriesOf({ country })).toEqual(expected);
  });

  test.each([undefined, null, 'US', 7])('are an empty list if userData is %j', (userData) => {
    expect(countriesOf(userData)).toEqual([]);
  });

  test('are the first 100, as many as are sent', () => {
    expect(countriesOf({ country: [...Array(100).fill('US'), 'GR'] })).toEqual(
      Array(100).fill('us'),
    );
  });
});

describe('the US states of userData', () => {
  test.each<[unknown, readonly (string | undefined)[]]>([
    ['California', ['ca']],
    [
      ['CA', 'ny'],
      ['ca', 'ny'],
    ],
    [digest('tx'), ['tx']],
    ['Bavaria', [undefined]],
    [digest('bavaria'), [undefined]],
    [7, [undefined]],
    [undefined, []],
  ])('of %j are %j', (state, expected) => {
    expect(usStatesOf({ state })).toEqual(expected);
  });
});
