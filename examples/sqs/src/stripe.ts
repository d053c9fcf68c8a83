import { createWebhookHandler, toLambdaHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { sink } from './sink.ts';

export const handler = toLambdaHandler(
  createWebhookHandler(
    stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
    sink,
  ),
);
