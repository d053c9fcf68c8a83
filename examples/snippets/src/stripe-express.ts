import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import express, { type Express } from 'express';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const webhook = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  capi,
);

export const app: Express = express();
// Before express.json(): Stripe signs the raw body.
app.post('/webhooks/stripe', toNodeHandler(webhook));
app.use(express.json());
