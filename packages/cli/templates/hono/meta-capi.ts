import { configFromEnv, createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { pixelBaseCode } from '@meta-capi/pixel';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { Hono } from 'hono';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
const webhook = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  capi,
);

/** Mount it with app.route('/', metaCapi). Stripe sends its webhooks to /webhooks/stripe. */
export const metaCapi = new Hono();
metaCapi.post('/webhooks/stripe', (context) => webhook(context.req.raw));

/** The Pixel, as the text of a script in the head of every page. */
export const pixelScript = pixelBaseCode({
  pixelId: process.env['META_PIXEL_ID'],
  whenConsentUnknown: 'drop',
  // The sandbox's library. Without the variable it is Meta's.
  libraryUrl: process.env['META_PIXEL_LIBRARY_URL'],
});
