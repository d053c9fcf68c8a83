import { codes } from 'currency-codes';
import { describe, expect, test } from 'vitest';
import { readCurrency } from '../../../src/prepare/custom-data/currency.ts';
import { prepared, warnings } from '../rules/judged.ts';

describe('a currency', () => {
  // https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
  test.each<[string, string, string | undefined]>([
    ['EUR', 'EUR', undefined],
    ['usd', 'USD', undefined],
    [' JPY ', 'JPY', undefined],
    ['VED', 'VED', undefined],
    ['SLE', 'SLE', undefined],
    ['ZWG', 'ZWG', undefined],
    ['XCG', 'XCG', undefined],
    ['HRK', 'HRK', 'was withdrawn in 2023'],
    ['SLL', 'SLL', 'was withdrawn in 2024'],
    ['ZWL', 'ZWL', 'was withdrawn in 2024'],
    ['CUC', 'CUC', 'was withdrawn in 2021'],
    ['ANG', 'ANG', 'was withdrawn in 2025'],
    ['BGN', 'BGN', 'was withdrawn in 2026'],
    ['DEM', 'DEM', 'was withdrawn in 2002'],
    ['XAU', 'XAU', 'is not a currency in use'],
    ['XXX', 'XXX', 'is not a currency in use'],
  ])('%j is %s of ISO 4217, which is odd in that it %s', (given, code, oddity) => {
    expect(readCurrency(given)).toEqual({ code, oddity });
  });

  test.each(['XYZ', 'EURO', 'EU', '€', '', 'E UR', 'toString', 978, null, ['EUR']])(
    '%j is not one of ISO 4217',
    (given) => {
      expect(readCurrency(given)).toBeUndefined();
    },
  );

  test('that was withdrawn is sent with a warning', () => {
    const customData = { value: 1, currency: 'HRK' };
    expect(warnings({ customData })).toEqual(['odd_currency customData.currency']);
    expect(prepared({ eventName: 'Purchase', customData })).toMatchObject({
      event: { wire: { custom_data: customData } },
    });
  });
});

// A list of June 2024 that nobody here wrote.
describe('the list of npm', () => {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const known = letters
    .flatMap((first) => letters.flatMap((second) => letters.map((third) => first + second + third)))
    .filter((code) => readCurrency(code) !== undefined);
  const isMoney = (code: string) => readCurrency(code)?.oddity === undefined;

  test('has no code that is unknown here', () => {
    expect(codes().filter((code) => !known.includes(code))).toEqual([]);
  });

  test('has the same money, but for the amendments since', () => {
    const odd = codes().filter((code) => !isMoney(code));
    const funds = 'BOV CHE CHW CLF COU CUC MXV USN UYI UYW';
    const metalsAndUnits = 'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX';
    expect(odd.join(' ')).toBe(`ANG BGN ${funds} ${metalsAndUnits}`);
    const added = known.filter((code) => isMoney(code) && !codes().includes(code));
    expect(added).toEqual(['XCG']);
  });
});
