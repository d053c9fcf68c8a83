import { createStripe, type StripeOptions } from '@meta-capi/stand-ins/stripe';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';

const now = Math.floor(Date.now() / 1000) - 3600;
const plan = 'price_plan';

/** The stand-in, and Stripe's own client over it. */
function start(options: Partial<StripeOptions> = {}, config: Stripe.StripeConfig = {}) {
  const stripe = createStripe({ now, prices: { [plan]: 1900 }, ...options });
  const httpClient = Stripe.createFetchHttpClient((url, init) =>
    stripe.fetch(new Request(url, init)),
  );
  const client = new Stripe('sk_test_made_up', { httpClient, maxNetworkRetries: 0, ...config });
  return { stripe, life: stripe.life, client };
}

const intent = { amount: 4999, currency: 'eur' };
const page = { success_url: 'https://shop.example.com/thanks', line_items: [{ price: plan }] };
const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, 'x']));

type Ask = (client: Stripe, life: ReturnType<typeof start>['life']) => PromiseLike<unknown>;
const odd = (params: object): never => params as never;

describe('a request that Stripe refuses is refused', () => {
  test.each<[string, Ask, number, string]>([
    [
      'an unknown parameter',
      (client) => client.paymentIntents.create(odd({ ...intent, meta_fbp: 'x' })),
      400,
      'parameter_unknown',
    ],
    [
      'an unknown parameter of a list',
      (client) => client.events.list(odd({ until: 1 })),
      400,
      'parameter_unknown',
    ],
    [
      'the payment_intent_data of a subscription',
      (client) =>
        client.checkout.sessions.create({
          ...page,
          mode: 'subscription',
          payment_intent_data: { metadata: { a: 'b' } },
        }),
      400,
      'parameter_invalid',
    ],
    [
      'invoice_creation of a subscription',
      (client) =>
        client.checkout.sessions.create({
          ...page,
          mode: 'subscription',
          invoice_creation: { enabled: true },
        }),
      400,
      'parameter_invalid',
    ],
    [
      'an unknown price',
      (client) =>
        client.checkout.sessions.create({
          ...page,
          mode: 'payment',
          line_items: [{ price: 'price_other' }],
        }),
      404,
      'resource_missing',
    ],
    [
      '51 keys of metadata',
      (client) => client.paymentIntents.create({ ...intent, metadata: keys(51) }),
      400,
      'parameter_invalid',
    ],
    [
      'a key of 41 characters',
      (client) => client.paymentIntents.create({ ...intent, metadata: { ['k'.repeat(41)]: 'x' } }),
      400,
      'parameter_invalid',
    ],
    [
      'a key with brackets',
      (client) => client.paymentIntents.create({ ...intent, metadata: { 'a[b]': 'x' } }),
      400,
      'parameter_unknown',
    ],
    [
      'a value of 501 characters',
      (client) => client.paymentIntents.create({ ...intent, metadata: { key: 'x'.repeat(501) } }),
      400,
      'parameter_invalid',
    ],
    ['a page of 0', (client) => client.events.list({ limit: 0 }), 400, 'parameter_invalid'],
    ['a page of 101', (client) => client.events.list({ limit: 101 }), 400, 'parameter_invalid'],
    [
      'a page after an unknown object',
      (client) => client.events.list({ starting_after: 'evt_other' }),
      400,
      'resource_missing',
    ],
    [
      '21 types of events',
      (client) => client.events.list({ types: Array.from({ length: 21 }, () => 'invoice.paid') }),
      400,
      'parameter_invalid',
    ],
    [
      'an unknown status of invoices',
      (client) => client.invoices.list(odd({ status: 'settled' })),
      400,
      'parameter_invalid',
    ],
    [
      'an unknown id',
      (client) => client.paymentIntents.retrieve('pi_other'),
      404,
      'resource_missing',
    ],
    [
      'the id of another kind of object',
      (client, life) => client.invoices.retrieve(life.pay({ amount: 100 }).id),
      404,
      'resource_missing',
    ],
    [
      'an object of another account',
      (client, life) => {
        const { id } = life.pay({ amount: 100 });
        return client.paymentIntents.retrieve(id, {}, { stripeAccount: 'acct_1Shop' });
      },
      404,
      'resource_missing',
    ],
    [
      'what cannot be expanded',
      (client, life) =>
        client.paymentIntents.retrieve(life.pay({ amount: 100 }).id, { expand: ['invoice'] }),
      400,
      'parameter_invalid',
    ],
    [
      'five levels',
      (client, life) =>
        client.paymentIntents.retrieve(life.pay({ amount: 100 }).id, {
          expand: ['customer.a.b.c.d'],
        }),
      400,
      'parameter_invalid',
    ],
    [
      'an expansion of a list without data.',
      (client) => client.checkout.sessions.list({ expand: ['line_items'] }),
      400,
      'parameter_invalid',
    ],
  ])('%s', async (_, ask, statusCode, code) => {
    const { stripe, client, life } = start();
    stripe.connected('acct_1Shop');
    life.pay({ amount: 100, sessionMetadata: {} });
    await expect(ask(client, life)).rejects.toMatchObject({ statusCode, code });
  });

  test('an unknown account, a wrong key, and a version that does not exist', async () => {
    const { client, stripe, life } = start();
    const { id } = life.pay({ amount: 100 });
    const asked = client.paymentIntents.retrieve(id, {}, { stripeAccount: 'acct_other' });
    await expect(asked).rejects.toMatchObject({ statusCode: 403 });
    const statusOf = async (headers: Record<string, string>) => {
      const url = `https://api.stripe.com/v1/payment_intents/${id}`;
      return (await stripe.fetch(new Request(url, { headers }))).status;
    };
    const authorization = 'Bearer sk_test_made_up';
    expect(await statusOf({ authorization: 'Bearer sk_test_other' })).toBe(401);
    for (const version of ['2025-03-31', '2026-10-28.other', 'latest']) {
      expect(await statusOf({ authorization, 'stripe-version': version })).toBe(400);
    }
    expect(await statusOf({ authorization, 'stripe-version': '2019-12-03' })).toBe(200);
  });

  test('a path or method that does not exist in the version of the client', async () => {
    const { client, stripe, life } = start({}, odd({ apiVersion: '2022-11-15' }));
    const { id } = life.pay({ amount: 100 });
    const payment = { type: 'payment_intent', payment_intent: id } as const;
    await expect(client.invoicePayments.list({ payment })).rejects.toMatchObject({
      statusCode: 404,
    });
    await expect(client.paymentIntents.cancel(id)).rejects.toMatchObject({ statusCode: 404 });
    const { status } = await stripe.fetch(
      new Request(`https://api.stripe.com/v1/payment_intents/${id}`, {
        method: 'DELETE',
        headers: { authorization: 'Bearer sk_test_made_up' },
      }),
    );
    expect(status).toBe(404);
  });

  test('a fault does not replace the refusal of a wrong request', async () => {
    const { client } = start({ fault: () => 500 });
    await expect(client.events.list({ limit: 101 })).rejects.toMatchObject({ statusCode: 400 });
    await expect(client.events.list({ limit: 100 })).rejects.toMatchObject({ statusCode: 500 });
  });
});

describe('a request that Stripe accepts is answered', () => {
  test('lists have 10 objects a page, and the client reads all pages', async () => {
    const { client, life, stripe } = start();
    for (let sale = 0; sale < 12; sale += 1) life.pay({ amount: 100 });
    const types = ['payment_intent.succeeded'];
    expect((await client.events.list({ types })).data).toHaveLength(10);
    const all = await client.events.list({ types }).autoPagingToArray({ limit: 100 });
    expect(all).toHaveLength(12);
    expect(stripe.requests.map(({ query }) => query.get('limit'))).toEqual([null, null, null]);
  });

  test('events are listed for 30 days', async () => {
    const { client, life } = start({ now: now - 40 * 86_400 });
    life.pay({ amount: 100 });
    life.wait(31 * 86_400);
    const { id } = life.pay({ amount: 200 });
    const { data } = await client.events.list({ types: ['payment_intent.succeeded'] });
    expect(data).toMatchObject([{ data: { object: { id } } }]);
  });

  test('a PaymentIntent that is confirmed waits for its buyer, and its event is of what was paid', async () => {
    const { client, life, stripe } = start();
    const made = await client.paymentIntents.create({
      ...intent,
      confirm: true,
      payment_method_data: { type: 'ideal' },
      return_url: 'https://shop.example.com/thanks',
      metadata: keys(50),
    });
    expect(made).toMatchObject({
      status: 'requires_action',
      amount_received: 0,
      latest_charge: null,
      metadata: keys(50),
    });
    expect(made.next_action?.redirect_to_url?.url).toContain(made.id);
    expect(stripe.happenings).toEqual([]);
    const record = stripe.paymentIntent(made.id);
    if (record === undefined) throw new Error('No such PaymentIntent.');
    life.decide(record, 'later');
    expect(await client.paymentIntents.retrieve(made.id)).toMatchObject({ status: 'processing' });
    life.decide(record, 'paid');
    const [paid] = stripe.happenings.filter(({ type }) => type === 'payment_intent.succeeded');
    expect(paid && stripe.snapshot(paid).data.object).toMatchObject({
      id: made.id,
      amount_received: 4999,
      status: 'succeeded',
    });
  });

  test('each ui_mode has its own address to come back to', async () => {
    const { client } = start();
    const embedded = { ui_mode: 'embedded_page', mode: 'payment', line_items: page.line_items };
    const create = (params: object) => client.checkout.sessions.create(odd(params));
    await expect(create({ ...embedded, success_url: page.success_url })).rejects.toMatchObject({
      code: 'parameter_missing',
    });
    const made = await create({ ...embedded, return_url: page.success_url });
    expect(made).toMatchObject({ amount_total: 1900, payment_status: 'unpaid', status: 'open' });
  });
});
