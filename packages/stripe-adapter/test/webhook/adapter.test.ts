import { createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { expect, test } from 'vitest';
import { charge, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

test('a signed payment is counted once, however often Stripe sends it', async () => {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const handler = createWebhookHandler(stripeAdapter({ webhookSecret }), capi);
  const payload = paymentSucceeded({ latest_charge: charge() });
  for (const _ of [1, 2, 3]) expect((await handler(signedRequest(payload))).status).toBe(200);
  expect(sandbox.counted).toHaveLength(1);
  expect(sandbox.events).toHaveLength(3);
});
