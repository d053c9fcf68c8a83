import { SQS } from '@aws-sdk/client-sqs';
import { createSqsSink } from '@meta-capi/aws/sqs';
import { configFromEnv, createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

const config = { ...configFromEnv(process.env), whenConsentUnknown: 'drop' } as const;

export const sink = createSqsSink({
  ...config,
  queueUrl: process.env['META_CAPI_QUEUE_URL'],
  client: new SQS({}),
  fallback: createCapiClient(config),
});

// Use the sink in place of a client.
export const POST = createWebhookHandler(
  stripeAdapter({ webhookSecret: process.env['STRIPE_WEBHOOK_SECRET'] }),
  sink,
);
