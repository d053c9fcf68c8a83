import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toLambdaHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** For a function URL, API Gateway's HTTP and REST APIs, and an Application Load Balancer. */
export const handler = toLambdaHandler(
  createWebhookHandler(
    stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
    capi,
  ),
);
