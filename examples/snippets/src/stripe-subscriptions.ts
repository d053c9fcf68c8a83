import { configFromEnv, createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** A key that may read PaymentIntents, Charges, Customers, Checkout Sessions, Invoices, Subscriptions. */
const stripe = new Stripe(process.env['STRIPE_SECRET_KEY'] ?? 'sk_missing');

export const POST = createWebhookHandler(
  stripeAdapter({
    webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'],
    stripe,
    purchaseSource: 'invoice',
  }),
  capi,
);
