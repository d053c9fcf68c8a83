export const product = {
  id: 'mug-01',
  name: 'Stoneware mug',
  description: 'Thrown by hand, holds a third of a litre, stands the dishwasher.',
  /** Minor units, as Stripe counts. */
  amount: 2450,
  currency: 'EUR',
} as const;
