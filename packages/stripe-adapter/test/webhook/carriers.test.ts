import { createStripe } from '@meta-capi/stand-ins/stripe';
import type { StripeEvent } from '@meta-capi/stripe-adapter';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { sessionCompleted } from '../fixtures/checkout-session.ts';
import { clickContext } from '../fixtures/index.ts';
import { beforeBasil, invoiceLine, invoicePaid } from '../fixtures/invoice.ts';
import { charge, paymentIntent, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { subscriptionCreated } from '../fixtures/subscription.ts';
import { clientOf, openEndpoint } from '../life/endpoint.ts';

// A refusal counts wherever it is stored: stripe-node#644, metadata goes from a PaymentIntent to its
// invoice to the subscription and is copied to none of them.

const denied = { meta_consent: 'denied' };
const granted = { meta_consent: 'granted' };

const invoiceShapes: Readonly<Record<string, (metadata: object) => object>> = {
  'the invoice': (metadata) => ({ metadata }),
  'its subscription, since basil': (metadata) => ({
    parent: { subscription_details: { metadata, subscription: 'sub_1Plan' } },
  }),
  'its subscription, before basil': (metadata) => ({
    ...beforeBasil,
    subscription_details: { metadata },
  }),
  'its subscription, expanded': (metadata) => ({
    ...beforeBasil,
    subscription: { id: 'sub_1Plan', object: 'subscription', metadata },
  }),
  'the line of its subscription, as in 2019': (metadata) => ({
    ...beforeBasil,
    subscription_details: undefined,
    lines: { data: [invoiceLine({ metadata })] },
  }),
  'its customer, expanded': (metadata) => ({ customer: { id: 'cus_1', metadata } }),
};

const cases: readonly (readonly [
  string,
  (metadata: object) => StripeEvent,
  'checkout' | 'invoice' | 'payment_intent',
])[] = [
  ...Object.entries(invoiceShapes).flatMap(
    ([name, shape]) =>
      [
        [
          `${name}, of invoice.paid`,
          (metadata: object) => invoicePaid({ ...shape(metadata) }),
          'invoice',
        ],
        [
          `${name}, expanded in a PaymentIntent`,
          (metadata: object) =>
            paymentSucceeded({
              invoice: { ...(invoicePaid().data.object as object), ...shape(metadata) },
            }),
          'payment_intent',
        ],
      ] as const,
  ),
  [
    'the charge',
    (metadata) => paymentSucceeded({ latest_charge: charge({ metadata }) }),
    'payment_intent',
  ],
  [
    'an embedded charge',
    (metadata) => paymentSucceeded({ charges: { data: [charge({ metadata })] } }),
    'payment_intent',
  ],
  [
    'the customer',
    (metadata) => paymentSucceeded({ customer: { id: 'cus_1', metadata } }),
    'payment_intent',
  ],
  [
    'the PaymentIntent of a session',
    (metadata) => sessionCompleted({ payment_intent: paymentIntent({ metadata }) }),
    'checkout',
  ],
  [
    'the subscription of a session',
    (metadata) => sessionCompleted({ subscription: { id: 'sub_1Plan', metadata } }),
    'checkout',
  ],
  [
    'the customer of a trial',
    (metadata) => subscriptionCreated('trialing', { customer: { id: 'cus_1', metadata } }),
    'invoice',
  ],
];

describe.each(cases)('a refusal on %s', (_, event, purchaseSource) => {
  const consentOf = (metadata: object, own: object = {}): unknown => {
    const made = event(metadata);
    Object.assign(made.data.object as object, own);
    const events = stripeToEvents(made, { purchaseSource });
    expect(events.length).toBeGreaterThan(0);
    return events.map(({ visitor }) => visitor?.consent)[0];
  };

  test('is a denial, or unreadable; a missing answer elsewhere changes nothing', () => {
    expect(consentOf(denied)).toBe('denied');
    expect(consentOf({ meta_consent: 'no thanks' })).toBe('unreadable');
    expect(consentOf({ meta_consent: 'limited' })).toBe('limited');
    expect(consentOf(granted)).toBe('granted');
    expect(consentOf({})).toBe('unknown');
  });
});

test('the visitor is read from the invoice’s subscription of a PaymentIntent', () => {
  const invoice = {
    ...(invoicePaid().data.object as object),
    parent: { subscription_details: { metadata: clickContext, subscription: 'sub_1Plan' } },
  };
  const [event] = stripeToEvents(paymentSucceeded({ invoice, metadata: { order: '7' } }));
  expect(event).toMatchObject({
    userData: { subscriptionId: 'sub_1Plan' },
    visitor: { fbp: clickContext.meta_fbp, clientIpAddress: clickContext.meta_ip },
  });
});

test.each(['first', 'all'] as const)(
  'a refusal on the invoice that was fetched is not sent, under send either: renewals %s',
  async (renewals) => {
    const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 3600 });
    const { life } = stripe;
    life.subscribe({ customer: life.customer(), amount: 1900, metadata: denied });
    const paid = stripe.happenings.find(({ type }) => type === 'payment_intent.succeeded');
    if (paid === undefined) throw new Error('Nothing was paid.');
    const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), renewals });
    expect(await endpoint.post(paid, 'snapshot')).toBe(200);
    expect(endpoint.sent.map(({ visitor }) => visitor?.consent)).toEqual(['denied']);
    expect(endpoint.counted()).toEqual([]);
  },
);

test('objects that refer to each other are read once', () => {
  const loop: Record<string, unknown> = { metadata: denied };
  loop['self'] = loop;
  expect(stripeToEvents(paymentSucceeded({ customer: { id: 'cus_1', loop } }))).toMatchObject([
    { visitor: { consent: 'denied' } },
  ]);
});

test('a consent that cannot be read is reported with its place, a renewal’s too', () => {
  const parent = { subscription_details: { metadata: { meta_consent: 'no thanks' } } };
  const event = invoicePaid({ parent, billing_reason: 'subscription_cycle' });
  expect(stripeToEvents(event, { purchaseSource: 'invoice', renewals: 'all' })).toMatchObject([
    {
      visitor: {
        consent: 'unreadable',
        consentCarrier: 'parent.subscription_details.metadata meta_consent',
      },
    },
  ]);
});
