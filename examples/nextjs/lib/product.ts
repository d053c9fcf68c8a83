export const product = {
  id: 'mug-01',
  name: 'Stoneware mug',
  description: 'Thrown by hand in a small workshop, and glazed twice. No two are the same.',
  details: ['0.33 litres', 'Dishwasher and microwave safe', '30 days to return it'],
  /** Minor units, as in Stripe. */
  amount: 2450,
  currency: 'EUR',
} as const;

/** An amount in minor units, as a buyer reads it. */
export function priceOf(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount / 100);
}
