import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

describe('a currency', () => {
  beforeEach(() => void vi.resetModules());
  afterEach(() => void vi.unstubAllGlobals());

  // https://www.iso.org/iso-4217-currency-codes.html
  test.each<[string, boolean]>([
    ['EUR', true],
    ['usd', true],
    ['JPY', true],
    ['XYZ', false],
    ['EURO', false],
    ['EU', false],
    ['€', false],
    ['', false],
  ])('is one of ISO 4217: %s %s', async (currency, is) => {
    const { isCurrency } = await import('../../src/rules/currency.ts');
    expect(isCurrency(currency)).toBe(is);
  });

  test.each<[string, boolean]>([
    ['EUR', true],
    ['xyz', true],
    ['EURO', false],
    ['XEUR', false],
    ['EU', false],
    ['€€€', false],
  ])('is three letters where the platform has no list: %s %s', async (currency, is) => {
    vi.stubGlobal('Intl', { ...Intl, supportedValuesOf: undefined });
    const { isCurrency } = await import('../../src/rules/currency.ts');
    expect(isCurrency(currency)).toBe(is);
  });
});
