import { assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { majorUnits } from '../../src/mapping/minor-units.ts';

describe('Stripe’s own table', () => {
  test.each([
    [500, 'JPY', 500],
    [31_000, 'RWF', 31_000],
    [12_340, 'KWD', 12.34],
    [5, 'TND', 0.005],
    // Printed without decimals, charged in hundredths.
    [500, 'UGX', 5],
    [500, 'ISK', 5],
    [1050, 'HUF', 10.5],
    [1050, 'TWD', 10.5],
    // Three decimals by ISO 4217, two at Stripe.
    [1050, 'LYD', 10.5],
    [1050, 'IQD', 10.5],
    [4999, 'EUR', 49.99],
    [1, 'USD', 0.01],
    [0, 'USD', 0],
  ])('%d of %s are %d', (amount, currency, value) => {
    expect(majorUnits(amount, currency)).toBe(value);
  });

  test('has the fifteen currencies without decimals', () => {
    const fifteen = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
    expect(fifteen.filter((currency) => majorUnits(7, currency) === 7)).toHaveLength(15);
  });

  test('has the five with three', () => {
    const five = 'BHD JOD KWD OMR TND'.split(' ');
    expect(five.filter((currency) => majorUnits(7, currency) === 0.007)).toHaveLength(5);
  });
});

test('the value is the number that the amount’s decimal text names, to the last digit', () => {
  const decimals = { JPY: 0, EUR: 2, UGX: 2, KWD: 3 } as const;
  const currencies = constantFrom('JPY', 'EUR', 'UGX', 'KWD');
  assert(
    property(nat({ max: Number.MAX_SAFE_INTEGER }), currencies, (amount, currency) => {
      const places = decimals[currency];
      const digits = String(amount).padStart(places + 1, '0');
      const text = `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
      expect(majorUnits(amount, currency)).toBe(Number(text));
    }),
    { numRuns: 2000 },
  );
});
