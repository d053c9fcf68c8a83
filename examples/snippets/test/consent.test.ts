import { createCapiClient, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createStripe, type Life, type Metadata } from '@meta-capi/stand-ins/stripe';
import { packClientReference } from '@meta-capi/stripe-adapter';
import Keyv from 'keyv';
import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import { paymentSucceeded } from '../../../packages/stripe-adapter/test/fixtures/payment-intent.ts';
import { clientOf } from '../../../packages/stripe-adapter/test/life/endpoint.ts';
import { sendPaymentAfterGrant } from '../src/consent-later.ts';
import { visitorOf as visitorOfTcf } from '../src/consent-tcf.ts';
import { visitorOf } from '../src/consent-tool.ts';
import { renewals } from '../src/consent-withdrawn.ts';

const get = (cookie: string): Request =>
  new Request('https://shop.example.com/', { headers: { cookie } });

function shop() {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  return { sandbox, sink: onlyOnce(capi, new Keyv(), { scope: '1234567890' }) };
}

test('a consent tool’s cookie is read in one line', () => {
  const closed = 'OptanonAlertBoxClosed=2026-10-04T19:22:17.000Z; ';
  const cookie = `${closed}OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0001:1,C0004:`;
  expect(visitorOf(get(`${cookie}1`)).consent).toBe('granted');
  expect(visitorOf(get(`${cookie}0`)).consent).toBe('denied');
  expect(visitorOfTcf(get('addtl_consent=2~89~dv.')).consent).toBe('unknown');
  expect(visitorOfTcf(get('euconsent-v2=x; addtl_consent=2~89~dv.')).consent).toBe('denied');
});

const byLink =
  (consent: 'denied' | undefined): Sale =>
  (life) =>
    life.payByLink({
      amount: 4900,
      clientReference: consent && packClientReference({ consent }),
      receiptEmail: 'maria@example.com',
    });
const byCard =
  (metadata: Metadata): Sale =>
  (life) =>
    life.pay({ amount: 4900, metadata });

type Sale = (life: Life) => { id: string };

test.each<[string, Sale, number]>([
  ['not answered', byCard({}), 1],
  ['denied', byCard({ meta_consent: 'denied' }), 0],
  ['not answered at a Payment Link', byLink(undefined), 1],
  ['denied at a Payment Link', byLink('denied'), 0],
])('a payment whose visitor had %s, and granted later', async (_, sell, count) => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const { sandbox, sink } = shop();
  const created = Math.floor(Date.now() / 1000) - 3 * 86_400;
  const stripe = createStripe({ now: created });
  byCard({})(stripe.life);
  const { id } = sell(stripe.life);
  const grant = {
    stripe: clientOf(stripe),
    sink,
    paymentIntent: id,
    paidAt: new Date(created * 1000),
    grantedAt: new Date(),
  };
  await sendPaymentAfterGrant(grant);
  await sendPaymentAfterGrant(grant);
  expect(sandbox.events).toHaveLength(count);
  vi.restoreAllMocks();
});

test.each([
  ['denied', 0],
  ['granted', 1],
] as const)('a renewal of a person whose latest answer is %s', async (latest, count) => {
  const { sandbox, sink } = shop();
  const metadata = { meta_consent: 'granted' };
  const paid = paymentSucceeded({ metadata, receipt_email: 'maria@example.com' });
  const body = JSON.stringify({ ...paid, created: Math.floor(Date.now() / 1000) });
  const secret = 'whsec_made_up';
  const signature = new Stripe('sk_test_made_up').webhooks.generateTestHeaderString({
    payload: body,
    secret,
  });
  const route = renewals(sink, { latest: async () => latest }, secret);
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const request = new Request('https://shop.example.com/hook', { method: 'POST', body, headers });
  expect((await route(request)).status).toBe(200);
  expect(sandbox.events).toHaveLength(count);
});
