import { packVisitor } from '@meta-capi/core';
import { createStripe } from '@meta-capi/stand-ins/stripe';
import { stripeToEvents, withVisitor } from '@meta-capi/stripe-adapter';
import { describe, expect, test, vi } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';
import { subscriptionCreated } from './fixtures/subscription.ts';
import { clientOf } from './life/endpoint.ts';

const clicked = Date.now() - 60_000;
const visitor = {
  fbp: `fb.1.${clicked}.1234567890`,
  fbc: `fb.1.${clicked}.IwAR0madeUpClickId`,
  eventSourceUrl: 'https://shop.example.com/checkout?utm_source=meta',
  clientIpAddress: '93.184.215.14',
  consent: 'granted',
} as const;
const packed = {
  meta_fbp: visitor.fbp,
  meta_fbc: visitor.fbc,
  meta_url: 'https://shop.example.com/checkout',
  meta_consent: 'granted',
};

test('the time of an answer stays with it: a refusal never gets the time of a grant', () => {
  const grantedAt = 1_764_201_600;
  const granting = { consent: 'granted', consentAt: grantedAt } as const;
  expect(withVisitor({}, granting).metadata).toEqual({
    meta_consent: 'granted',
    meta_consent_at: String(grantedAt),
  });
  const refused = { metadata: { meta_consent: 'denied', meta_consent_at: '1764000000', sku: '1' } };
  expect(withVisitor(refused, granting).metadata).toEqual({
    meta_consent: 'denied',
    meta_consent_at: '1764000000',
    sku: '1',
  });
  expect(withVisitor({ metadata: { meta_consent: 'denied' } }, granting).metadata).toEqual({
    meta_consent: 'denied',
  });
  const old = { metadata: { meta_consent: 'granted', meta_consent_at: '1764000000' } };
  expect(withVisitor(old, { consent: 'denied' }).metadata).toEqual({ meta_consent: 'denied' });
});

describe('the visitor is added where the webhook reads it', () => {
  test('a PaymentIntent', () => {
    const params = withVisitor({ amount: 4999, currency: 'eur' }, visitor);
    expect(params).toEqual({ amount: 4999, currency: 'eur', metadata: packed });
    expect(stripeToEvents(paymentSucceeded({ metadata: params.metadata }))).toMatchObject([
      { visitor: { fbp: visitor.fbp } },
    ]);
  });

  test('a Checkout Session of one payment, whose metadata is copied nowhere', () => {
    const params = withVisitor({ mode: 'payment', metadata: { cart: '7' } }, visitor);
    expect(params).toEqual({
      mode: 'payment',
      metadata: { cart: '7', ...packed },
      payment_intent_data: { metadata: packed },
    });
    expect(
      stripeToEvents(sessionCompleted({ metadata: params.metadata }), {
        purchaseSource: 'checkout',
      }),
    ).toMatchObject([{ visitor: { fbp: visitor.fbp } }]);
  });

  test('a Checkout Session of one payment that makes an invoice', () => {
    const invoice_creation = { enabled: true, invoice_data: { description: 'Thanks' } };
    const params = withVisitor({ mode: 'payment', invoice_creation }, visitor);
    expect(params.invoice_creation).toEqual({
      enabled: true,
      invoice_data: { description: 'Thanks', metadata: packed },
    });
  });

  test('a Checkout Session of a subscription, without payment_intent_data', () => {
    const params = withVisitor({ mode: 'subscription', subscription_data: {} }, visitor);
    expect(params).toEqual({
      mode: 'subscription',
      metadata: packed,
      subscription_data: { metadata: packed },
    });
    const parent = { subscription_details: params.subscription_data };
    expect(stripeToEvents(invoicePaid({ parent }), { purchaseSource: 'invoice' })).toMatchObject([
      { visitor: { fbp: visitor.fbp } },
    ]);
  });

  test('a subscription', () => {
    const params = withVisitor({ customer: 'cus_1', items: [] }, visitor);
    const event = subscriptionCreated('trialing', { metadata: params.metadata });
    expect(stripeToEvents(event)).toMatchObject([{ visitor: { fbp: visitor.fbp } }]);
  });
});

describe('the caller’s own keys', () => {
  test('stay, and nothing that was given is changed', () => {
    const own = Object.freeze({ metadata: Object.freeze({ meta_fbp: 'mine', order: '1' }) });
    expect(withVisitor(own, visitor).metadata).toEqual({ ...packed, meta_fbp: 'mine', order: '1' });
  });

  test('have priority if Stripe’s 50 keys are too few; the consent is next', () => {
    const own = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`key${index}`, 'x']));
    expect(withVisitor({ metadata: own }, visitor).metadata).toEqual({
      ...own,
      meta_consent: 'granted',
    });
  });

  test.each(['', null, undefined] as const)('metadata of %j counts as absent', (metadata) => {
    expect(withVisitor({ metadata }, visitor).metadata).toEqual(packed);
  });
});

test('personal data is carried with the option include, and only the consent of a denial', () => {
  expect(withVisitor({}, visitor, { include: ['ip'] })).toEqual({
    metadata: { ...packed, meta_ip: visitor.clientIpAddress },
  });
  expect(withVisitor({}, { ...visitor, consent: 'denied' })).toEqual({
    metadata: { meta_consent: 'denied' },
  });
});

describe('the strictest consent counts, of the visitor and of your own metadata', () => {
  const click = { meta_fbp: visitor.fbp, meta_fbc: visitor.fbc };

  test.each([
    ['granted', 'denied', { meta_consent: 'denied' }],
    ['denied', 'granted', { meta_consent: 'denied' }],
    ['no', 'granted', { meta_consent: 'unreadable' }],
    ['granted', 'limited', { ...packed, meta_consent: 'limited' }],
    ['limited', 'granted', { ...packed, meta_consent: 'limited' }],
    ['granted', 'unknown', packed],
    ['', 'granted', packed],
  ] as const)('%j of your own and %s of the visitor', (meta_consent, consent, expected) => {
    const params = withVisitor({ metadata: { meta_consent } }, { ...visitor, consent });
    expect(params.metadata).toEqual(expected);
  });

  test('a denial in any of the objects is one in all, and removes what was packed before', () => {
    const own = { cart: '7', meta_campaign: 'spring' };
    const params = withVisitor(
      {
        mode: 'subscription',
        metadata: { ...own, ...click, meta_ip: '8.8.8.8', meta_ua: 'x', meta_url: 'https://a.co' },
        subscription_data: { metadata: { meta_consent: 'denied' } },
      },
      visitor,
    );
    expect(params.metadata).toEqual({ ...own, meta_consent: 'denied' });
    expect(params.subscription_data).toEqual({ metadata: { meta_consent: 'denied' } });
  });

  test('a denial removes every key that packVisitor writes', () => {
    const whole = { ...visitor, clientUserAgent: 'Mozilla/5.0', consentAt: 1_764_000_000 };
    const metadata = packVisitor(whole, { include: ['ip', 'userAgent'] });
    expect(Object.keys(metadata).length).toBeGreaterThan(6);
    expect(withVisitor({ metadata }, { consent: 'denied' }).metadata).toEqual({
      meta_consent: 'denied',
    });
  });

  const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']));

  // Without its grant a payment is skipped where `whenConsentUnknown` is `drop`.
  test.each(['denied', 'limited', 'granted'] as const)(
    'a consent (%s) that does not fit beside 50 keys is an error that names the fix',
    (consent) => {
      const error = vi.spyOn(console, 'error').mockReturnValue();
      expect(withVisitor({ metadata: fifty }, { ...visitor, consent }).metadata).toEqual(fifty);
      expect(error).toHaveBeenCalledExactlyOnceWith(
        expect.stringMatching(`\\(${consent}\\).*50 keys.*Remove one of your keys`),
      );
      error.mockRestore();
    },
  );

  test('a denial replaces a key that is removed for it', () => {
    const { key49: _, ...own } = fifty;
    const params = withVisitor({ metadata: { ...own, ...click } }, { consent: 'denied' });
    expect(params.metadata).toEqual({ ...own, meta_consent: 'denied' });
  });
});

describe('Stripe accepts the parameters, with as many keys as fit', () => {
  const now = Math.floor(Date.now() / 1000) - 60;
  const price = 'price_plan';
  const include = { include: ['ip', 'userAgent'] } as const;
  const longest = { ...visitor, clientUserAgent: `Mozilla/5.0 ${'x'.repeat(488)}` };
  const own = Object.fromEntries(Array.from({ length: 46 }, (_, index) => [`key${index}`, 'x']));
  const success_url = 'https://shop.example.com/thanks';
  const line_items = [{ price, quantity: 1 }];

  function start() {
    const stripe = createStripe({ now, prices: { [price]: 1900 } });
    return { client: clientOf(stripe), customer: stripe.life.customer().id };
  }

  test.each([own, {}])('of a PaymentIntent and of a subscription', async (metadata) => {
    const { client, customer } = start();
    const intent = withVisitor({ amount: 4999, currency: 'eur', metadata }, longest, include);
    expect((await client.paymentIntents.create(intent)).metadata).toEqual(intent.metadata);
    const params = withVisitor({ customer, items: [{ price }], metadata }, longest, include);
    expect((await client.subscriptions.create(params)).metadata).toEqual(params.metadata);
  });

  test.each([own, {}])('of a Checkout Session in every mode', async (metadata) => {
    const { client } = start();
    const page = { success_url, line_items, metadata };
    for (const params of [
      withVisitor({ ...page, mode: 'payment' as const }, longest, include),
      withVisitor({ ...page, mode: 'subscription' as const }, longest, include),
      withVisitor(
        { ...page, mode: 'payment' as const, invoice_creation: { enabled: true } },
        longest,
        include,
      ),
    ]) {
      const session = await client.checkout.sessions.create(params);
      expect(session.metadata).toEqual(params.metadata);
    }
  });
});
