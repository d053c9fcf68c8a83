import { createCapiClient, createWebhookHandler, onlyOnce } from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { type StripeEvent, stripeAdapter } from '@meta-capi/stripe-adapter';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionCompleted } from '../fixtures/checkout-session.ts';
import { beforeBasil, invoicePaid } from '../fixtures/invoice.ts';
import { charge, paymentIntent, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { stripeEvent } from '../fixtures/stripe-event.ts';
import { subscriptionCreated, subscriptionUpdated } from '../fixtures/subscription.ts';
import { signedRequest, webhookSecret } from '../webhook/signed-request.ts';

/** What Stripe sends of one purchase, by the source that each event is; the rest is no source. */
interface Family {
  payment_intent: StripeEvent;
  checkout: StripeEvent;
  invoice: StripeEvent;
  others: readonly StripeEvent[];
}

const receipt_email = 'anna.muster@example.com';
const manual = { billing_reason: 'manual', parent: null };

const families: Readonly<Record<string, Family>> = {
  'one payment, today': {
    payment_intent: paymentSucceeded({
      receipt_email,
      payment_details: { order_reference: 'cs_live_1Session' },
    }),
    checkout: sessionCompleted({ invoice: 'in_1First' }),
    invoice: invoicePaid(manual),
    others: [
      stripeEvent('payment_intent.created', paymentIntent({ status: 'requires_payment_method' })),
      stripeEvent('charge.succeeded', charge()),
      stripeEvent('invoice.payment_succeeded', { id: 'in_1First' }),
      stripeEvent('invoice_payment.paid', { id: 'inpay_1', invoice: 'in_1First' }),
    ],
  },
  'one payment, 2020': {
    payment_intent: paymentSucceeded({
      charges: { object: 'list', data: [charge()] },
      invoice: null,
    }),
    checkout: sessionCompleted({ shipping_details: null }),
    invoice: invoicePaid({ ...beforeBasil, ...manual, payment_intent: 'pi_3Today' }),
    others: [stripeEvent('charge.succeeded', charge()), stripeEvent('charge.captured', charge())],
  },
  'the start of a subscription': {
    payment_intent: paymentSucceeded({
      receipt_email,
      payment_details: { order_reference: 'cs_live_1Session' },
    }),
    checkout: sessionCompleted({
      mode: 'subscription',
      payment_intent: null,
      invoice: 'in_1First',
      subscription: 'sub_1Plan',
    }),
    invoice: invoicePaid(),
    others: [
      subscriptionCreated('incomplete'),
      subscriptionUpdated({ status: 'incomplete' }, 'active'),
      stripeEvent('charge.succeeded', charge()),
      stripeEvent('invoice.payment_succeeded', { id: 'in_1First' }),
    ],
  },
};

function purchases({ counted }: Sandbox): number {
  return counted.filter(({ eventName }) => eventName === 'Purchase').length;
}

describe.each(Object.entries(families))('F-24 %s', (_, family) => {
  test.each(['payment_intent', 'checkout', 'invoice'] as const)(
    'in any order, with copies and losses, counts once where %s arrives',
    async (purchaseSource) => {
      const sandbox = createSandbox({ strict: true });
      const capi = createCapiClient({
        pixelId: '1234567890',
        accessToken: 'EAAmadeupmadeupmadeup',
        whenConsentUnknown: 'send',
        fetch: sandbox.fetch,
      });
      const handler = createWebhookHandler(stripeAdapter({ webhookSecret, purchaseSource }), capi);
      const { payment_intent, checkout, invoice, others } = family;
      const event = constantFrom(payment_intent, checkout, invoice, ...others);
      await assert(
        asyncProperty(array(event, { maxLength: 8 }), async (arriving) => {
          sandbox.clear();
          for (const payload of arriving) {
            expect((await handler(signedRequest(payload))).status).toBe(200);
          }
          expect(purchases(sandbox)).toBe(arriving.includes(family[purchaseSource]) ? 1 : 0);
        }),
        { numRuns: 60 },
      );
    },
  );
});

test('F-23 copies that arrive at the same moment, or days later, count once', async () => {
  let now = Date.now();
  const sandbox = createSandbox({ now: () => now });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const sent = new Map<string, unknown>();
  const store = {
    get: (key: string) => sent.get(key),
    set: (key: string, value: unknown) => sent.set(key, value),
    delete: (key: string) => sent.delete(key),
  };
  const adapter = stripeAdapter({ webhookSecret });
  const once = createWebhookHandler(adapter, onlyOnce(capi, store, { scope: '1234567890' }));
  const payload = paymentSucceeded({ receipt_email });
  await Promise.all([1, 2, 3].map(async () => once(signedRequest(payload))));
  now += 71 * 3_600_000;
  await once(signedRequest(payload));
  expect(purchases(sandbox)).toBe(1);
  // After 48 hours Meta counts it again, so the id is not enough.
  await createWebhookHandler(adapter, capi)(signedRequest(payload));
  expect(purchases(sandbox)).toBe(2);
});
