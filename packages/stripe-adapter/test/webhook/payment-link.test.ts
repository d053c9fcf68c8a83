import { createStripe, type Life } from '@meta-capi/stand-ins/stripe';
import { packClientReference } from '@meta-capi/stripe-adapter';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientOf, type EndpointOptions, type Form, openEndpoint } from '../life/endpoint.ts';
import { sorted } from '../life/oracle.ts';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const fbp = 'fb.1.1596403881668.1116446470';
const fbc = 'fb.1.1764201600000.IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';
const granted = packClientReference({ consent: 'granted', fbp, fbc });
const denied = packClientReference({ consent: 'denied' });

type Sale = (life: Life, clientReference: string | undefined) => void;

const single: Sale = (life, clientReference) => life.payByLink({ amount: 4900, clientReference });
const invoiced: Sale = (life, clientReference) =>
  life.payByLink({ amount: 4900, clientReference, createsInvoice: true });
const subscription: Sale = (life, clientReference) =>
  life.subscribe({ customer: life.customer(), amount: 1900, clientReference });
const trial: Sale = (life, clientReference) =>
  life.subscribe({ customer: life.customer(), amount: 1900, clientReference, hasTrial: true });

// A customer whose metadata is of an earlier sale.
const earlier = { meta_consent: 'granted' };
const subscriptionOfGranted: Sale = (life, clientReference) =>
  life.subscribe({ customer: life.customer(earlier), amount: 1900, clientReference });
const trialOfGranted: Sale = (life, clientReference) =>
  life.subscribe({
    customer: life.customer(earlier),
    amount: 1900,
    clientReference,
    hasTrial: true,
  });

const cases: readonly [string, Sale, EndpointOptions['purchaseSource'], string[]][] = [
  ['a sale', single, 'payment_intent', ['Purchase pi_000001 49']],
  ['a sale', single, 'checkout', ['Purchase pi_000001 49']],
  ['a sale with an invoice', invoiced, 'invoice', ['Purchase in_000002 49']],
  ['a sale with an invoice', invoiced, 'payment_intent', ['Purchase pi_000003 49']],
  ['a subscription', subscription, 'invoice', ['Purchase in_000003 19', 'Subscribe sub_000002 19']],
  [
    'a subscription',
    subscription,
    'checkout',
    ['Purchase in_000003 19', 'Subscribe sub_000002 19'],
  ],
  [
    'a subscription',
    subscription,
    'payment_intent',
    ['Purchase pi_000006 19', 'Subscribe sub_000002 19'],
  ],
  ['a trial', trial, 'invoice', ['StartTrial sub_000002']],
];

async function sell(
  sale: Sale,
  reference: string | undefined,
  options: EndpointOptions & { form?: Form; version?: string },
) {
  const { form = 'snapshot', version = '2026-10-28.endive', ...others } = options;
  const stripe = createStripe({
    now: Math.floor(Date.now() / 1000) - 3600,
    endpointVersion: version,
  });
  sale(stripe.life, reference);
  const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), ...others });
  for (const happening of stripe.happenings) {
    expect(await endpoint.post(happening, form)).toBe(200);
  }
  return endpoint;
}

describe.each(['snapshot', 'thin'] as const)('by a Payment Link, with %s events', (form) => {
  test.each(cases)(
    '%s counts under drop with its visitor: %o %s',
    async (_, sale, purchaseSource, counted) => {
      const options = { whenConsentUnknown: 'drop', purchaseSource, form } as const;
      const endpoint = await sell(sale, granted, options);
      expect(sorted(endpoint.counted())).toEqual(counted);
      for (const { visitor } of endpoint.sent) {
        expect(visitor).toMatchObject({ consent: 'granted', fbp, fbc });
      }
    },
  );

  test.each(cases)(
    '%s of a visitor who denied is not sent under send either: %o %s',
    async (_, sale, purchaseSource) => {
      const endpoint = await sell(sale, denied, { purchaseSource, form });
      expect(endpoint.counted()).toEqual([]);
      expect(endpoint.sent.map(({ visitor }) => visitor?.consent)).toContain('denied');
    },
  );

  test.each(cases)(
    '%s with the shop’s own reference, or one that Stripe ignores, has no consent: %o %s',
    async (_, sale, purchaseSource) => {
      for (const own of ['order-1001', 'a reference with spaces', undefined]) {
        const options = { whenConsentUnknown: 'drop', purchaseSource, form } as const;
        expect((await sell(sale, own, options)).counted()).toEqual([]);
        expect((await sell(sale, own, { purchaseSource, form })).counted()).not.toEqual([]);
      }
    },
  );
});

test.each(['2019-12-03', '2022-11-15', '2025-03-31.basil'])(
  'also in an endpoint of version %s',
  async (version) => {
    for (const [, sale, purchaseSource, counted] of cases) {
      const options = { whenConsentUnknown: 'drop', purchaseSource, version } as const;
      expect(sorted((await sell(sale, granted, options)).counted())).toEqual(counted);
    }
  },
);

test('if Stripe does not return the session, the response is 503: it may contain a refusal', async () => {
  const stripe = createStripe({
    now: Math.floor(Date.now() / 1000) - 3600,
    fault: (path) => (path === '/v1/checkout/sessions' ? 500 : undefined),
  });
  single(stripe.life, denied);
  const paid = stripe.happenings.find(({ type }) => type === 'payment_intent.succeeded');
  if (paid === undefined) throw new Error('Nothing was paid.');
  for (const delivery of ['webhook', 'eventbridge'] as const) {
    const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), delivery });
    expect(await endpoint.post(paid, 'snapshot')).toBe(503);
    expect(endpoint.sent).toEqual([]);
  }
});

test('a client without invoicePayments cannot find the session of an invoice, so the response is 503', async () => {
  const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 3600 });
  invoiced(stripe.life, denied);
  const paid = stripe.happenings.find(({ type }) => type === 'invoice.paid');
  if (paid === undefined) throw new Error('Nothing was paid.');
  const { paymentIntents, invoices, subscriptions, checkout } = clientOf(stripe);
  const old = { paymentIntents, invoices, subscriptions, checkout };
  const endpoint = openEndpoint(stripe, { stripe: old, purchaseSource: 'invoice' });
  expect(await endpoint.post(paid, 'snapshot')).toBe(503);
  expect(endpoint.sent).toEqual([]);
});

test.each(['snapshot', 'thin'] as const)(
  'a grant of the customer does not replace the refusal of the session, with %s events',
  async (form) => {
    for (const sale of [subscriptionOfGranted, trialOfGranted]) {
      for (const purchaseSource of ['invoice', 'payment_intent'] as const) {
        const endpoint = await sell(sale, denied, { purchaseSource, form });
        expect(endpoint.counted()).toEqual([]);
      }
      const undenied = await sell(sale, granted, { purchaseSource: 'invoice', form });
      expect(undenied.counted()).not.toEqual([]);
    }
  },
);

test('without stripe, a PaymentIntent of Checkout without a consent is logged once', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const endpoint = await sell(single, granted, { whenConsentUnknown: 'drop', stripe: undefined });
  expect(endpoint.counted()).toEqual([]);
  expect(warn.mock.calls.flat()).toContainEqual(
    expect.stringMatching(/client_reference_id.*give the option stripe.*"checkout"/i),
  );
});
