import { createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { capi } from '../../../../lib/capi.ts';

/** The endpoint for Payment Links: only their Checkout Session contains the client reference. */
export const POST = createWebhookHandler(
  stripeAdapter({
    webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'],
    purchaseSource: 'checkout',
  }),
  capi,
);
