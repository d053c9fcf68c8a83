import { configFromEnv, createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { Hono } from 'hono';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const webhook = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  capi,
);

export const app: Hono = new Hono();
app.post('/webhooks/stripe', (context) => webhook(context.req.raw));
