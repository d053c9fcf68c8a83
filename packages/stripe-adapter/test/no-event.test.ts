import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import {
  type StripeAdapterOptions,
  type StripeEvent,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { expect, test } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { fixtures } from './fixtures/index.ts';
import { invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';
import { subscriptionCreated } from './fixtures/subscription.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

// A webhook that is taken and makes nothing must not be silent where something is to mend.

const sink: EventSink = {
  sendEvents: () => Promise.reject(new Error('nothing was to be sent')),
};

function routeOf(options: StripeAdapterOptions = {}) {
  const reports: Report[] = [];
  const handler = createWebhookHandler(stripeAdapter({ webhookSecret, ...options }), sink, {
    reporter: (report) => {
      reports.push(report);
    },
  });
  const post = async (payload: unknown) => (await handler(signedRequest(payload))).status;
  return { post, reports };
}

const timeless = { ...paymentSucceeded(), created: undefined };
const empty = { ...paymentSucceeded(), data: undefined };

test.each<[string, StripeAdapterOptions['which'], unknown, string[]]>([
  ['amount', undefined, paymentSucceeded({ amount: undefined }), ['data.object.amount']],
  ['currency', undefined, paymentSucceeded({ currency: 'euros' }), ['data.object.currency']],
  [
    'id and amount',
    undefined,
    paymentSucceeded({ id: undefined, amount: '49.99' }),
    ['data.object.id', 'data.object.amount'],
  ],
  ['created', undefined, timeless, ['created']],
  ['data', undefined, empty, ['data']],
  ['object', undefined, { ...timeless, created: 1, data: {} }, ['data.object']],
  [
    'amount_total',
    'checkout',
    sessionCompleted({ amount_total: null }),
    ['data.object.amount_total'],
  ],
  [
    'payment_status',
    'checkout',
    sessionCompleted({ payment_status: undefined }),
    ['data.object.payment_status'],
  ],
  [
    'payment_intent of a paid session',
    'checkout',
    sessionCompleted({ payment_intent: null }),
    ['data.object.payment_intent'],
  ],
  ['amount_paid', 'invoice', invoicePaid({ amount_paid: null }), ['data.object.amount_paid']],
  [
    'status of a subscription',
    'invoice',
    subscriptionCreated('active', { status: undefined }),
    ['data.object.status'],
  ],
])('a payment without its %s is reported with the field', async (_, which, payload, paths) => {
  const { post, reports } = routeOf({ which });
  expect(await post(payload)).toBe(200);
  expect(reports).toMatchObject([
    {
      level: 'error',
      warnings: paths.map((path) => ({
        code: 'missing_field',
        path,
        message: expect.stringContaining(`${path} is missing`) as string,
      })),
    },
  ]);
  expect(JSON.stringify(reports)).not.toMatch(/49\.99|euros|anna/);
});

const setup = { mode: 'setup', amount_total: null, currency: null, payment_intent: null };

test.each<[string, StripeAdapterOptions['which'], StripeEvent]>([
  ['of another kind', 'checkout', paymentSucceeded({ amount: undefined })],
  [
    'that only saves a card',
    'checkout',
    sessionCompleted({ ...setup, payment_status: 'no_payment_required' }),
  ],
  ['of nothing', 'checkout', sessionCompleted({ amount_total: 0, payment_intent: null })],
])('a payment %s lacks nothing', (_, which, payload) => {
  expect(stripeAdapter({ which }).warnings?.(payload, new Date())).toEqual([]);
});

test.each(['payment_intent', 'checkout', 'invoice'] as const)(
  'no shape that Stripe sends is complained of under %s',
  (which) => {
    const adapter = stripeAdapter({ which });
    const odd = [null, undefined, 7, 'text', {}, []] as unknown as StripeEvent[];
    for (const payload of [...fixtures.map((fixture) => fixture.payload), ...odd]) {
      expect(adapter.warnings?.(payload, new Date())).toEqual([]);
    }
  },
);
