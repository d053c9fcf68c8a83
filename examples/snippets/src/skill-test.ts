import assert from 'node:assert/strict';
import { createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';

const secret = 'whsec_any_text';
const sandbox = createSandbox({ strict: true });
const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'any-token-of-twenty-characters',
  whenConsentUnknown: 'drop',
  testEventCode: 'TEST12345', // The payment below is in test mode.
  fetch: sandbox.fetch,
});
const POST = createWebhookHandler(stripeAdapter({ webhookSecret: secret }), capi);

const payload = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  data: {
    object: {
      id: 'pi_1',
      object: 'payment_intent',
      amount: 4999,
      amount_received: 4999,
      currency: 'eur',
      receipt_email: 'kim@example.com',
      metadata: { meta_consent: 'granted' }, // What packVisitor writes at checkout.
    },
  },
});

function deliver(signature: string): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return POST(new Request('https://shop.example', { method: 'POST', headers, body: payload }));
}

const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
assert.equal((await deliver(signature)).status, 200);
assert.equal((await deliver(signature)).status, 200); // Stripe may deliver twice.
assert.equal((await deliver(`${signature}0`)).status, 400);
assert.equal(sandbox.counted.length, 1); // Counted once.
assert.equal(sandbox.counted[0]?.eventId, 'pi_1');
assert.deepEqual(sandbox.counted[0]?.event['custom_data'], { value: 49.99, currency: 'EUR' });
