import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** For `onRequest` of Firebase, or an HTTP function of Cloud Run: they keep the body in `rawBody`. */
export const stripeWebhook = toNodeHandler(
  createWebhookHandler(
    stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
    capi,
  ),
);
