import { type CapiClient, createCapiClient } from '@meta-capi/core';
import { stripeConnectHandler } from '@meta-capi/stripe-adapter';

const whenConsentUnknown = 'drop';
const { PIXEL_A, TOKEN_A, PIXEL_B, TOKEN_B } = process.env;

/** One pixel for each account; `own` for your own payments, destination charges included. */
const clients = new Map<string, CapiClient>([
  ['own', createCapiClient({ pixelId: PIXEL_A, accessToken: TOKEN_A, whenConsentUnknown })],
  ['acct_brand', createCapiClient({ pixelId: PIXEL_B, accessToken: TOKEN_B, whenConsentUnknown })],
]);

export const POST = stripeConnectHandler((account) => clients.get(account ?? 'own'), {
  webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'],
});
