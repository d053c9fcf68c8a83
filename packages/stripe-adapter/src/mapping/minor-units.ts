// Stripe's own table. ISO 4217 and Intl differ from it: UGX, ISK, HUF and TWD are charged in
// hundredths although they have, or are printed with, no decimals.
// https://docs.stripe.com/currencies#minor-units
const zeroDecimal = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ');
const threeDecimal = 'BHD JOD KWD OMR TND'.split(' ');

const minorUnitsPerUnit = new Map([
  ...zeroDecimal.map((currency) => [currency, 1] as const),
  ...threeDecimal.map((currency) => [currency, 1000] as const),
]);

/**
 * A Stripe amount in major units: 1250 and `EUR` are 12.5.
 *
 * @param amount a whole number of the currency's minor units, as Stripe gives it
 * @param currency upper case
 */
export function majorUnits(amount: number, currency: string): number {
  // The quotient of two integers is rounded once, to the double that the decimal text names.
  return amount / (minorUnitsPerUnit.get(currency) ?? 100);
}
