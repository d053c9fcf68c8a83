import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCapiClient, createWebhookHandler, toNodeHandler } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createStripe, serveStripe } from '@meta-capi/stand-ins/stripe';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';

const secret = 'whsec_made_up_for_these_tests';
const payment = {
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: Math.floor(Date.now() / 1000) - 60,
  livemode: true,
  data: {
    object: {
      id: 'pi_1',
      amount: 12_400,
      currency: 'eur',
      metadata: { skus: 'cup,tray', order_id: 'A-1', meta_consent: 'granted' },
    },
  },
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('an existing route keeps its own answer', async () => {
  vi.stubEnv('STRIPE_WEBHOOK_SECRET', secret);
  vi.spyOn(console, 'warn').mockReturnValue();
  const { POST } = await import('../src/stripe-existing-route.ts');
  const body = JSON.stringify(payment);
  const request = (header: string): Request =>
    new Request('https://shop.example.com/api/stripe', {
      method: 'POST',
      body,
      headers: { 'stripe-signature': header },
    });
  const header = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  expect((await POST(request(header))).status).toBe(200);
  await expect(POST(request('t=1,v1=0'))).rejects.toThrow(/signature/i);
});

test('the made-up payment is proved and sent, with the right secret and a test code alone', async () => {
  const { postPayment } = await import('../src/stripe-try.ts');
  const sandbox = createSandbox({ strict: true });
  const heard: string[] = [];
  const routeWith = (testEventCode?: string) =>
    toNodeHandler(
      createWebhookHandler(
        stripeAdapter({ webhookSecret: secret }),
        createCapiClient({
          pixelId: '1234567890',
          accessToken: 'EAAmadeupmadeupmadeup',
          whenConsentUnknown: 'drop',
          testEventCode,
          fetch: sandbox.fetch,
        }),
        { reporter: ({ message }) => heard.push(message) },
      ),
    );
  const routes = new Map([
    ['/without-code', routeWith()],
    ['/', routeWith('TEST12345')],
  ]);
  const server = createServer((incoming, outgoing) => {
    void routes.get(incoming.url ?? '')?.(incoming, outgoing);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await postPayment(`${origin}/without-code`, secret)).toBe(200);
    expect(await postPayment(`${origin}/`, 'whsec_of_another_endpoint')).toBe(400);
    expect(sandbox.events).toHaveLength(0);
    expect(await postPayment(`${origin}/`, secret)).toBe(200);
  } finally {
    server.close();
  }
  expect(sandbox.counted).toHaveLength(1);
  expect(heard).toEqual([
    'Skipped: test_mode_without_test_event_code.',
    expect.stringContaining('no secret matches'),
    'Delivered.',
  ]);
});

test('a thin event of a payment in the sandbox is proved, fetched and sent', async () => {
  const { postThinPayment } = await import('../src/stripe-try-thin.ts');
  const standIn = createStripe({ now: payment.created });
  const intent = standIn.life.pay({ amount: 4999, metadata: { meta_consent: 'granted' } });
  const served = await serveStripe(standIn);
  const sandbox = createSandbox({ strict: true });
  const stripe = new Stripe('sk_test_made_up', { ...served.address });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'drop',
    testEventCode: 'TEST12345',
    fetch: sandbox.fetch,
  });
  const adapter = stripeAdapter({ webhookSecret: secret, stripe });
  const route = toNodeHandler(createWebhookHandler(adapter, capi));
  const server = createServer((incoming, outgoing) => void route(incoming, outgoing));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    expect(await postThinPayment(url, secret, intent.id)).toBe(200);
  } finally {
    server.close();
    await served.close();
  }
  expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([intent.id]);
});

test('the thank-you page tracks what was paid, under the PaymentIntent’s id, and nothing else', async () => {
  const { trackPurchase } = await import('../src/stripe-thank-you.ts');
  const tracked: unknown[] = [];
  for (const status of ['processing', 'failed', 'succeeded']) {
    const href = `https://shop.example.com/thanks?payment_intent=pi_1&redirect_status=${status}`;
    vi.stubGlobal('location', { href });
    trackPurchase((...call) => tracked.push(call), 49.99, 'EUR');
  }
  expect(tracked).toEqual([
    ['track', 'Purchase', { value: 49.99, currency: 'EUR' }, { eventID: 'pi_1' }],
  ]);
});

test.each([
  ['paid', 'in_1', 'in_1'],
  ['paid', { id: 'in_1' }, 'in_1'],
  ['paid', null, undefined],
  ['unpaid', 'in_1', undefined],
  ['no_payment_required', 'in_1', undefined],
])(
  'the page after a Checkout that is %s, of invoice %j, has the id %s',
  async (status, invoice, id) => {
    const { purchaseId } = await import('../src/stripe-thank-you-checkout.ts');
    const stripe = new Stripe('sk_test_made_up');
    const session = { payment_status: status, invoice } as Stripe.Response<Stripe.Checkout.Session>;
    const retrieve = vi.spyOn(stripe.checkout.sessions, 'retrieve').mockResolvedValue(session);
    expect(await purchaseId(stripe, 'cs_1')).toBe(id);
    expect(retrieve).toHaveBeenCalledWith('cs_1');
  },
);

test.each<[string, object, string[]]>([
  ['paid', { payment_status: 'paid', status: 'active' }, ['Purchase in_1', 'Subscribe sub_1']],
  ['tried', { payment_status: 'no_payment_required', status: 'trialing' }, ['StartTrial sub_1']],
  ['not paid yet', { payment_status: 'unpaid', status: 'active' }, []],
  ['free', { payment_status: 'paid', status: 'active', amount_total: 0 }, []],
])('the page after a subscription that is %s has the webhook’s ids', async (_, state, ids) => {
  const { pixelEvents } = await import('../src/stripe-thank-you-subscription.ts');
  const { stripeToEvents } = await import('@meta-capi/stripe-adapter');
  const { status, ...fields } = state as { status: string; payment_status: string };
  const subscription = { id: 'sub_1', status };
  const session = { amount_total: 1900, currency: 'eur', invoice: 'in_1', subscription, ...fields };
  const stripe = new Stripe('sk_test_made_up');
  vi.spyOn(stripe.checkout.sessions, 'retrieve').mockResolvedValue(session as never);
  const made = await pixelEvents(stripe, 'cs_1');
  expect(made.map(({ eventName, eventId }) => `${eventName} ${eventId}`)).toEqual(ids);
  const envelope = { id: 'evt_1', created: payment.created, livemode: true };
  const webhook = [
    {
      ...envelope,
      type: 'customer.subscription.created',
      data: { object: { ...subscription, created: payment.created } },
    },
    {
      ...envelope,
      type: 'invoice.paid',
      data: {
        object: {
          id: 'in_1',
          amount_paid: fields.payment_status === 'paid' ? session.amount_total : 0,
          currency: 'eur',
          billing_reason: 'subscription_create',
          parent: { subscription_details: { subscription: 'sub_1' } },
        },
      },
    },
  ];
  const events = webhook.flatMap((event) => stripeToEvents(event, { purchaseSource: 'invoice' }));
  expect(events.map(({ eventName, eventId }) => `${eventName} ${eventId}`)).toEqual(ids);
});

test('the composed adapter sends the net value and the shop’s own ids', async () => {
  const { netAdapter } = await import('../src/stripe-compose.ts');
  expect(netAdapter.toEvents(payment, new Date())).toMatchObject([
    {
      eventId: 'pi_1',
      customData: { value: 100, currency: 'EUR', content_ids: ['cup', 'tray'], order_id: 'A-1' },
    },
  ]);
});

test('a payment goes to the pixel of its account, and of an unknown account to none', async () => {
  vi.stubEnv('STRIPE_WEBHOOK_SECRET', secret);
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  const { POST } = await import('../src/stripe-connect.ts');
  const statusOf = async (account?: string): Promise<number> => {
    const body = JSON.stringify({ ...payment, ...(account && { account }) });
    const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const init = { method: 'POST', headers, body };
    return (await POST(new Request('https://shop.example.com/api/stripe', init))).status;
  };
  expect(await statusOf('acct_unknown')).toBe(200);
  expect(warn).not.toHaveBeenCalled();
  // The pixels are not set up here: the client that was chosen reports it.
  expect(await statusOf('acct_brand')).toBe(503);
  expect(await statusOf()).toBe(503);
});

test('the function for EventBridge throws before the pixel is set up, so that nothing is lost', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
  const { handler } = await import('../src/stripe-eventbridge.ts');
  const session = { payment_status: 'paid', amount_total: 100, currency: 'eur' };
  const object = { ...session, payment_intent: 'pi_1', metadata: { meta_consent: 'granted' } };
  const detail = { ...payment, type: 'checkout.session.completed', data: { object } };
  const event = { source: 'aws.partner/stripe.com/ed_1', detail };
  await expect(handler(event)).rejects.toThrow('not_configured');
});

/** A Stripe with the prices of the snippets, its client, and the metadata that it was sent. */
function shopStripe() {
  const prices = { price_of_your_product: 4999, price_of_your_plan: 1900 };
  const standIn = createStripe({ now: payment.created, prices });
  const httpClient = Stripe.createFetchHttpClient((url, init) =>
    standIn.fetch(new Request(url, init)),
  );
  const stripe = new Stripe('sk_test_made_up', { httpClient });
  const sent = () => standIn.requests.map(({ form }) => Object.fromEntries(form));
  return { stripe, sent };
}

test('the routes for Elements, apps and embedded Checkout carry the visitor, as Stripe accepts it', async () => {
  const { createPayment } = await import('../src/stripe-elements.ts');
  const { createSession } = await import('../src/stripe-checkout-embedded.ts');
  const { stripe, sent } = shopStripe();
  const request = new Request('https://shop.example.com/pay', {
    headers: { cookie: 'meta_consent=granted; _fbp=fb.1.1700000000000.1234567890' },
  });
  expect(await (await createPayment(request, stripe)).json()).toEqual({
    clientSecret: expect.stringMatching(/^pi_\d+_secret_/) as string,
  });
  // An app has no cookies of a browser: it sends the consent alone.
  const headers = { cookie: 'meta_consent=granted' };
  await createPayment(new Request('https://shop.example.com/pay', { headers }), stripe);
  await createSession(request, stripe);
  const carried = {
    'metadata[meta_consent]': 'granted',
    'metadata[meta_fbp]': 'fb.1.1700000000000.1234567890',
  };
  const [intent, ofApp, session] = sent();
  expect(intent).toMatchObject(carried);
  expect(ofApp).toEqual({
    amount: '4999',
    currency: 'eur',
    'metadata[meta_consent]': 'granted',
  });
  expect(session).toMatchObject({
    ...carried,
    'payment_intent_data[metadata][meta_consent]': 'granted',
    'payment_intent_data[metadata][meta_fbp]': 'fb.1.1700000000000.1234567890',
    ui_mode: 'embedded_page',
  });
});

test('a subscription’s Checkout carries the visitor where its invoices will have it', async () => {
  const { subscribe } = await import('../src/stripe-carry-visitor.ts');
  const { stripe, sent } = shopStripe();
  const request = new Request('https://shop.example.com/subscribe', {
    headers: {
      cookie: 'meta_consent=granted; _fbp=fb.1.1700000000000.1234567890',
      'user-agent': 'Mozilla/5.0',
    },
  });
  expect((await subscribe(request, stripe)).status).toBe(303);
  expect(sent()).toMatchObject([
    {
      'metadata[plan]': 'gold',
      'metadata[meta_consent]': 'granted',
      'subscription_data[metadata][meta_consent]': 'granted',
      'subscription_data[metadata][meta_fbp]': 'fb.1.1700000000000.1234567890',
      'subscription_data[metadata][meta_ua]': 'Mozilla/5.0',
    },
  ]);
});

test('a Server Action, which has headers only, carries the visitor', async () => {
  const { startCheckout } = await import('../src/stripe-server-action.ts');
  const { stripe, sent } = shopStripe();
  const headers = new Headers({
    cookie: 'meta_consent=granted; _fbp=fb.1.1700000000000.1234567890',
    referer: 'https://shop.example.com/cart?step=2',
    'sec-fetch-site': 'same-origin',
    'x-forwarded-for': '8.8.8.8',
  });
  expect(await startCheckout(headers, stripe)).toMatch(/^https:\/\//);
  expect(sent()).toMatchObject([
    {
      'payment_intent_data[metadata][meta_consent]': 'granted',
      'payment_intent_data[metadata][meta_fbp]': 'fb.1.1700000000000.1234567890',
      'payment_intent_data[metadata][meta_url]': 'https://shop.example.com/cart',
      'payment_intent_data[metadata][meta_ip]': '8.8.8.8',
    },
  ]);
});

test('a backfill tells its progress, and stops where no pixel is set up', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const info = vi.spyOn(console, 'info').mockReturnValue();
  const { sendWhatWasMissed } = await import('../src/stripe-backfill.ts');
  const stripe = new Stripe('sk_test_made_up');
  vi.spyOn(stripe.events, 'list').mockImplementation(
    () => listOf(payment) as unknown as ReturnType<Stripe['events']['list']>,
  );
  vi.spyOn(stripe.paymentIntents, 'retrieve').mockResolvedValue({ id: 'pi_1' } as never);
  vi.spyOn(stripe.invoicePayments, 'list').mockResolvedValue({ data: [] } as never);
  expect(await sendWhatWasMissed(stripe)).toMatchObject({ complete: false, read: 1 });
  expect(info).toHaveBeenCalledTimes(1);
});

async function* listOf<Item>(...items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
