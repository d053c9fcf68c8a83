import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import {
  createStripe,
  type StripeOptions,
  type StripeStandIn,
  serveStripe,
} from '@meta-capi/stand-ins/stripe';
import { type StripeAdapterOptions, stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import { bodyOf, signatureOf, signedRequest, webhookSecret } from '../webhook/signed-request.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const now = Math.floor(Date.now() / 1000) - 3600;

/** A Stripe on the loopback address, with a sale on it, and an endpoint that may ask it. */
async function start(options: Partial<StripeOptions> = {}, account?: string) {
  const stripe = createStripe({ now, ...options });
  const life = account === undefined ? stripe.life : stripe.connected(account);
  const served = await serveStripe(stripe);
  closing.push(served.close);
  const client = new Stripe('sk_test_made_up', { ...served.address });
  return { stripe, life, client };
}

function endpointOf(options: StripeAdapterOptions) {
  const sent: unknown[] = [];
  const reports: Report[] = [];
  const sink: EventSink = {
    sendEvents(events) {
      sent.push(...events);
      const outcomes = events.map(({ eventName, eventId }) => ({
        eventName,
        eventId,
        outcome: 'delivered' as const,
      }));
      return Promise.resolve({ ok: true, eventsReceived: events.length, outcomes, warnings: [] });
    },
  };
  const adapter = stripeAdapter({ webhookSecret, ...options });
  const handler = createWebhookHandler(adapter, sink, { reporter: (one) => reports.push(one) });
  return {
    sent,
    reports,
    post: async (payload: unknown) => (await handler(signedRequest(payload))).status,
  };
}

describe('a thin event', () => {
  test('is verified and read by Stripe’s own library', async () => {
    const { stripe, life, client } = await start();
    const intent = life.pay({ amount: 4999 });
    const thin = stripe.happenings
      .map((one) => stripe.thin(one))
      .find(({ type }) => type.startsWith('v1.payment'));
    const body = bodyOf(thin);
    const read = await client.parseEventNotificationAsync(body, signatureOf(body), webhookSecret);
    expect(read.type).toBe('v1.payment_intent.succeeded');
    const object = 'fetchRelatedObject' in read ? await read.fetchRelatedObject() : undefined;
    expect(object).toMatchObject({ id: intent.id, object: 'payment_intent' });
    expect(() => Stripe.webhooks.constructEvent(body, signatureOf(body), webhookSecret)).toThrow(
      /thin/i,
    );
  });

  test.each([
    ['your own account', undefined],
    ['a connected account', 'acct_1Shop'],
  ])('of %s counts like its snapshot', async (_, account) => {
    const { stripe, life, client } = await start({}, account);
    const accounts = [account ?? 'own'];
    life.pay({ amount: 4999, metadata: { meta_consent: 'granted' } });
    const paid = stripe.happenings.filter(({ type }) => type === 'payment_intent.succeeded');
    const options = { stripe: client, accounts };
    const [thin, snapshot] = [endpointOf(options), endpointOf(options)];
    for (const one of paid) {
      expect(await thin.post(stripe.thin(one))).toBe(200);
      expect(await snapshot.post(stripe.snapshot(one))).toBe(200);
    }
    expect(thin.sent).toHaveLength(1);
    expect(thin.sent).toEqual(snapshot.sent);
  });

  test('of a type that does not count causes no look-up and gets 200', async () => {
    const { stripe, life, client } = await start();
    life.pay({ amount: 4999 });
    const { post, sent } = endpointOf({ stripe: client });
    for (const one of stripe.happenings.filter(({ type }) => type === 'charge.succeeded')) {
      expect(await post(stripe.thin(one))).toBe(200);
    }
    expect({ sent, asked: stripe.asked }).toEqual({ sent: [], asked: [] });
  });

  const thin = {
    id: 'evt_thin_1',
    object: 'v2.core.event',
    type: 'v1.payment_intent.succeeded',
    created: '2026-11-27T00:00:00Z',
    livemode: true,
    related_object: { id: 'pi_1', type: 'payment_intent', url: '/v1/payment_intents/pi_1' },
  };

  test('that counts gets 503 without stripe, with the two fixes; another type gets 200', async () => {
    const { post, reports, sent } = endpointOf({});
    expect(await post(thin)).toBe(503);
    expect(await post({ ...thin, type: 'v1.customer.updated' })).toBe(200);
    expect(await post({ ...thin, type: 'v2.core.account.created' })).toBe(200);
    expect(sent).toEqual([]);
    expect(reports).toMatchObject([
      { message: expect.stringMatching(/thin event.*give the option stripe.*snapshot payloads/) },
    ]);
  });

  test('whose object does not exist gets 503', async () => {
    const { client } = await start();
    const { post, reports, sent } = endpointOf({ stripe: client });
    expect(await post(thin)).toBe(503);
    expect(sent).toEqual([]);
    expect(reports).toMatchObject([
      {
        message: expect.stringMatching(
          /refused with 404: the client .* 2025-03-31, or the object pi_1 does not exist\. Until then Stripe keeps/,
        ),
      },
    ]);
  });

  test.each<[string, number | 'never']>([
    ['does not answer', 'never'],
    ['has an outage', 500],
    ['refuses the key', 401],
  ])('is 503 in less than 5 s where Stripe %s', { timeout: 15_000 }, async (_, fault) => {
    const { stripe, life, client } = await start({ fault: () => fault });
    life.pay({ amount: 4999 });
    const { post, sent } = endpointOf({ stripe: client });
    const started = performance.now();
    for (const one of stripe.happenings.filter(({ type }) => type.startsWith('payment'))) {
      expect(await post(stripe.thin(one))).toBe(503);
    }
    expect(performance.now() - started).toBeLessThan(5000);
    expect(sent).toEqual([]);
  });

  test('shares 3 s among all its look-ups', { timeout: 15_000 }, async () => {
    const waits = { '/v1/payment_intents': 1800, '/v1/invoice_payments': 'never' } as const;
    const stripe = createStripe({ now });
    const served = await serveStripe({
      ...stripe,
      async fetch(request) {
        const { pathname } = new URL(request.url);
        if (pathname === '/v1/invoice_payments') return new Promise(() => undefined);
        await new Promise((resolve) => {
          setTimeout(resolve, waits['/v1/payment_intents']);
        });
        return stripe.fetch(request);
      },
    });
    closing.push(served.close);
    stripe.life.pay({ amount: 4999 });
    const client = new Stripe('sk_test_made_up', { ...served.address });
    const { post, sent } = endpointOf({ stripe: client });
    const started = performance.now();
    for (const one of stripe.happenings.filter(({ type }) => type.startsWith('payment'))) {
      expect(await post(stripe.thin(one))).toBe(503);
    }
    // The fetch takes 1.8 s, so 1.2 s are left for the invoice.
    expect(performance.now() - started).toBeGreaterThan(2900);
    expect(performance.now() - started).toBeLessThan(4500);
    expect(sent).toEqual([]);
  });

  test('that lacks a field is reported with the field', async () => {
    const { client } = await start();
    const { post, reports } = endpointOf({ stripe: client });
    expect(await post({ ...thin, related_object: undefined })).toBe(200);
    expect(await post({ ...thin, created: 'yesterday' })).toBe(200);
    expect(reports.map(({ warnings }) => warnings.map(({ path }) => path))).toEqual([
      ['related_object'],
      ['created'],
    ]);
  });
});

describe('a thin event of a subscription has the state of then', () => {
  test('a trial that has ended since creates a StartTrial, a free month given since does not', async () => {
    const { stripe, life, client } = await start();
    const tried = life.subscribe({ customer: life.customer(), amount: 1900, hasTrial: true });
    const paying = life.subscribe({ customer: life.customer(), amount: 1900 });
    const gone = life.subscribe({ customer: life.customer(), amount: 1900, hasTrial: true });
    const never = life.subscribe({
      customer: life.customer(),
      amount: 1900,
      needsConfirmation: true,
    });
    life.wait(1000);
    life.endTrial(tried, true);
    life.cancel(gone);
    life.cancel(never);
    life.setStatus(paying, 'trialing');
    const { post, sent } = endpointOf({ stripe: client });
    for (const one of stripe.happenings) {
      if (!/^customer\.subscription\.(created|updated)$/.test(one.type)) continue;
      expect(await post(stripe.thin(one))).toBe(200);
    }
    expect(sent).toMatchObject([
      { eventName: 'StartTrial', eventId: tried.id },
      { eventName: 'StartTrial', eventId: gone.id },
    ]);
  });

  describe.each([
    ['with the previous values', true],
    ['without the previous values', false],
  ])('%s', (_, hasChanges) => {
    /** What both forms of the events of subscriptions make, each in an endpoint. */
    async function bothForms(types: RegExp, live: (life: StripeStandIn['life']) => void) {
      const { stripe, life, client } = await start({ hasChanges });
      live(life);
      const [thin, snapshot] = [endpointOf({ stripe: client }), endpointOf({ stripe: client })];
      for (const one of stripe.happenings) {
        if (!types.test(one.type)) continue;
        expect(await thin.post(stripe.thin(one))).toBe(200);
        expect(await snapshot.post(stripe.snapshot(one))).toBe(200);
      }
      return { thin: thin.sent, snapshot: snapshot.sent };
    }

    test('a trial whose payment method is saved within a minute is one StartTrial, as its snapshot', async () => {
      const { thin, snapshot } = await bothForms(/^customer\.subscription/, (life) => {
        const trial = life.subscribe({ customer: life.customer(), amount: 1900, hasTrial: true });
        life.wait(5);
        life.touch(trial);
      });
      expect(thin).toMatchObject([{ eventName: 'StartTrial' }]);
      expect(thin).toEqual(snapshot);
    });

    test('the update to a free month within a minute creates nothing, as its snapshot', async () => {
      const { thin, snapshot } = await bothForms(/updated$/, (life) => {
        const paying = life.subscribe({ customer: life.customer(), amount: 1900 });
        life.wait(5);
        Object.assign(paying, { trialStart: life.now });
        life.setStatus(paying, 'trialing');
        life.wait(5);
        life.touch(paying);
      });
      expect(snapshot).toEqual([]);
      expect(thin).toEqual(snapshot);
    });
  });

  test('a trial that began once a payment was confirmed is a StartTrial of the previous values', async () => {
    const { stripe, life, client } = await start({ hasChanges: true });
    const customer = life.customer();
    const held = life.subscribe({ customer, amount: 1900, needsConfirmation: true });
    life.wait(5);
    Object.assign(held, { trialStart: life.now });
    life.setStatus(held, 'trialing');
    const [thin, snapshot] = [endpointOf({ stripe: client }), endpointOf({ stripe: client })];
    const updated = stripe.happenings.filter(({ type }) => type.endsWith('subscription.updated'));
    for (const one of updated) {
      expect(await thin.post(stripe.thin(one))).toBe(200);
      expect(await snapshot.post(stripe.snapshot(one))).toBe(200);
    }
    expect(thin.sent).toMatchObject([{ eventName: 'StartTrial', eventId: held.id }]);
    expect(thin.sent).toEqual(snapshot.sent);
  });
});
