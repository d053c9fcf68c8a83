import { createCapiClient, onlyOnce, type UserData } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createStripe, type Life, type Metadata } from '@meta-capi/stand-ins/stripe';
import { packClientReference } from '@meta-capi/stripe-adapter';
import Keyv from 'keyv';
import { expect, test, vi } from 'vitest';
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
  [undefined, 0],
] as const)(
  'a renewal without an e-mail, of a person whose latest answer is %s',
  async (latest, count) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { sandbox, sink } = shop();
    const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 3600 });
    const customer = stripe.life.customer();
    const metadata = { meta_consent: 'granted' };
    const subscription = stripe.life.subscribe({ customer, amount: 1900, metadata });
    stripe.life.wait(60);
    stripe.life.renew(subscription);
    const renewed = stripe.happenings.findLast(({ type }) => type === 'invoice.paid');
    if (renewed === undefined) throw new Error('No invoice was paid.');
    const { data, ...envelope } = stripe.snapshot(renewed);
    expect(data.object).toMatchObject({ billing_reason: 'subscription_cycle' });
    const payload = JSON.stringify({
      ...envelope,
      data: { object: { ...data.object, customer_email: null } },
    });
    const webhookSecret = 'whsec_made_up';
    const client = clientOf(stripe);
    const signature = client.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
    const answers = new Map([[customer.id, latest]]);
    const record = {
      latest: async ({ externalId }: Pick<UserData, 'externalId'>) =>
        answers.get(String(externalId)),
    };
    const route = renewals({ capi: sink, record, stripe: client, webhookSecret });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const post = { method: 'POST', body: payload, headers };
    expect((await route(new Request('https://shop.example.com/hook', post))).status).toBe(200);
    expect(sandbox.events).toHaveLength(count);
    vi.restoreAllMocks();
  },
);
