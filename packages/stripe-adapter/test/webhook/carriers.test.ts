import { createWebhookHandler, type EventSink } from '@meta-capi/core';
import { type StripeEvent, stripeAdapter } from '@meta-capi/stripe-adapter';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { afterEach, describe, expect, test } from 'vitest';
import { sessionCompleted } from '../fixtures/checkout-session.ts';
import { clickContext } from '../fixtures/index.ts';
import { beforeBasil, invoiceLine, invoicePaid } from '../fixtures/invoice.ts';
import { charge, paymentIntent, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { subscriptionCreated } from '../fixtures/subscription.ts';
import { startStripe } from '../stripe-server.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

// A refusal counts wherever it is stored: stripe-node#644, metadata goes from a PaymentIntent to its
// invoice to the subscription and is copied to none of them.

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

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

describe.each(['first', 'all'] as const)('under renewals: %s', (renewals) => {
  test('a refusal on the invoice that was fetched is not sent, under send either', async () => {
    const invoice = {
      ...(invoicePaid().data.object as object),
      parent: { subscription_details: { metadata: denied, subscription: 'sub_1Plan' } },
    };
    const { stripe, close } = await startStripe((path) =>
      path === '/v1/invoice_payments'
        ? { status: 200, body: { object: 'list', data: [{ id: 'inpay_1', invoice }] } }
        : undefined,
    );
    closing.push(close);
    const consents: unknown[] = [];
    const sink: EventSink = {
      sendEvents(events) {
        consents.push(...events.map(({ visitor }) => visitor?.consent));
        const outcomes = events.map(({ eventName, eventId }) => ({
          eventName,
          eventId,
          outcome: 'delivered' as const,
        }));
        return Promise.resolve({ ok: true, eventsReceived: events.length, outcomes, warnings: [] });
      },
    };
    const adapter = stripeAdapter({ webhookSecret, stripe, renewals });
    const { status } = await createWebhookHandler(adapter, sink)(signedRequest(paymentSucceeded()));
    expect({ status, consents }).toEqual({ status: 200, consents: ['denied'] });
  });
});

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
