import { describe, expect, test } from 'vitest';
import { isCurrencyCode, isMoneyAt } from '../../src/judge/currencies.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

// The codes on which the lists of the runtimes differ: https://www.six-group.com/en/products-services/financial-information/data-standards.html
describe('follows ISO 4217, not the runtime', () => {
  test.each(['VED', 'VES', 'SLE', 'XCG', 'ZWG', 'EUR', 'KWD'])('%s is a valid currency', (code) => {
    expect([isCurrencyCode(code), isMoneyAt(code, NOW)]).toEqual([true, true]);
  });

  test.each(['HRK', 'SLL', 'ZWL', 'CUC', 'ANG', 'BGN', 'DEM', 'VEF', 'XAU', 'XTS', 'CLF'])(
    '%s is a code, but not money now',
    (code) => {
      expect([isCurrencyCode(code), isMoneyAt(code, NOW)]).toEqual([true, false]);
    },
  );

  test.each(['EURO', 'XYZ', 'eur', 'US', '', '978'])('%j is not a currency code', (code) => {
    expect([isCurrencyCode(code), isMoneyAt(code, NOW)]).toEqual([false, false]);
  });
});

test.each([
  ['HRK', '2023-01-14'],
  ['BGN', '2026-01-31'],
  ['ANG', '2025-06-30'],
])('%s is in use until the end of %s', (code, day) => {
  expect(isMoneyAt(code, Date.parse(`${day}T23:59:59Z`))).toBe(true);
  expect(isMoneyAt(code, Date.parse(`${day}T23:59:59Z`) + 1000)).toBe(false);
});
