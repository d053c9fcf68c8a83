import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toLambdaHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** For a function URL, or for API Gateway's HTTP and REST APIs. */
export const handler = toLambdaHandler(
  createWebhookHandler(
    stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
    capi,
  ),
);
