import { stripeToEvents, withVisitor } from '@meta-capi/stripe-adapter';
import { describe, expect, test, vi } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';
import { subscriptionCreated } from './fixtures/subscription.ts';

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

test('the time of an answer goes with it: that of a grant never dates a refusal', () => {
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

  test('a Checkout Session of a subscription, which takes no payment_intent_data', () => {
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

test('personal data is carried with the option include, and a denial is carried alone', () => {
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
