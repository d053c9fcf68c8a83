import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen } from '../services/listen.ts';
import { type ShopStripe, startStripe } from '../services/stripe.ts';

let service: ShopStripe;
let closeShop: () => Promise<void>;
let received: { path: string; event: Stripe.Event }[];
let client: Stripe;

beforeEach(async () => {
  received = [];
  service = await startStripe();
  const shop = await listen(
    createServer((request, response) => {
      void text(request).then((body) => {
        const signature = request.headers['stripe-signature'] ?? '';
        const event = Stripe.webhooks.constructEvent(body, signature, service.webhookSecret);
        received.push({ path: request.url ?? '', event });
        return response.end();
      });
    }),
    0,
  );
  service.shopUrl = shop.url;
  closeShop = shop.close;
  const { hostname, port } = new URL(service.url);
  client = new Stripe('sk_test_made_up', { host: hostname, port, protocol: 'http' });
});

afterEach(async () => {
  await service.close();
  await closeShop();
});

/** Pays a new PaymentIntent on its page; the query of the address that the buyer returns to. */
async function pay(way: string): Promise<URLSearchParams> {
  const { next_action } = await client.paymentIntents.create({
    amount: 2450,
    currency: 'eur',
    confirm: true,
    payment_method_data: { type: 'ideal' },
    return_url: 'https://shop.example.com/thank-you',
    metadata: { meta_consent: 'granted' },
  });
  const page = next_action?.redirect_to_url?.url ?? '';
  expect(await (await fetch(page)).text()).toContain('€24.50');
  const body = new URLSearchParams({ way });
  const { status, headers } = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  expect(status).toBe(303);
  return new URL(headers.get('location') ?? '').searchParams;
}

const typesAndPaths = () => received.map(({ path, event }) => `${event.type} ${path}`);

test.each([
  ['now', 'succeeded', 2],
  ['declined', 'failed', 0],
])('a payment %s returns %s and is delivered %i times, signed', async (way, status, times) => {
  const query = await pay(way);
  expect(query.get('redirect_status')).toBe(status);
  const paid = 'payment_intent.succeeded /api/webhooks/stripe';
  expect(typesAndPaths()).toEqual(Array.from({ length: times }, () => paid));
  const id = query.get('payment_intent') ?? '';
  expect(await client.paymentIntents.retrieve(id)).toMatchObject({
    amount_received: times > 0 ? 2450 : 0,
    metadata: { meta_consent: 'granted' },
  });
});

test('a payment later is delivered when the money arrives', async () => {
  expect((await pay('later')).get('redirect_status')).toBe('pending');
  expect(received).toEqual([]);
  await service.settle();
  await service.settle();
  expect(typesAndPaths()).toHaveLength(2);
});

test('a Payment Link delivers its session with the client reference', async () => {
  const page = `${service.paymentLink}?client_reference_id=mc1_reference`;
  expect(await (await fetch(page)).text()).toContain('Gift card');
  await fetch(page, { method: 'POST' });
  // The first endpoint gets the PaymentIntent, as in a Stripe account with two endpoints.
  expect(new Set(typesAndPaths())).toEqual(
    new Set([
      'checkout.session.completed /api/webhooks/stripe-links',
      'payment_intent.succeeded /api/webhooks/stripe',
    ]),
  );
  const session = received.find(({ path }) => path.endsWith('links'))?.event.data.object;
  expect(session).toMatchObject({ client_reference_id: 'mc1_reference', amount_total: 2500 });
});
