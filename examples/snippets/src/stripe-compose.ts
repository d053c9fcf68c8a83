import type { CapiEvent } from '@meta-capi/core';
import { type StripeEvent, stripeAdapter } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

const adapter = stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] });

/** Net of 24 % VAT, and with the shop's catalogue ids from the metadata. */
export const netAdapter: typeof adapter = {
  ...adapter,
  toEvents: (event, receivedAt) =>
    adapter.toEvents(event, receivedAt).map((made) => withOwnData(made, event)),
};

function withOwnData(made: CapiEvent, { data }: StripeEvent): CapiEvent {
  const { value, currency } = made.customData ?? {};
  if (made.eventName !== 'Purchase' || value === undefined) return made;
  const { metadata } = data.object as Stripe.PaymentIntent;
  return {
    ...made,
    customData: {
      value: Math.round((value / 1.24) * 100) / 100,
      currency,
      content_type: 'product',
      content_ids: metadata['skus']?.split(',') ?? [],
      order_id: metadata['order_id'],
    },
  };
}
