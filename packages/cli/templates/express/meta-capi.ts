import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';
import { pixelBaseCode } from '@meta-capi/pixel';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { Router } from 'express';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const webhook = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  capi,
);

/** Mount it with app.use(metaCapi) before express.json(), because Stripe signs the raw body. */
export const metaCapi = Router();
metaCapi.post('/webhooks/stripe', toNodeHandler(webhook));

/** The Pixel, as the text of a script in the head of every page. */
export const pixelScript = pixelBaseCode({
  pixelId: process.env['META_PIXEL_ID'],
  whenConsentUnknown: 'drop',
  // The sandbox's library. Without the variable it is Meta's.
  libraryUrl: process.env['META_PIXEL_LIBRARY_URL'],
});
