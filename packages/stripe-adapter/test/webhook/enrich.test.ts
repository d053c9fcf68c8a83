import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import type { WebhookAdapter } from '@meta-capi/core/adapter';
import { createStripe, type StripeOptions, type StripeStandIn } from '@meta-capi/stand-ins/stripe';
import {
  type StripeAdapterOptions,
  type StripeEvent,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { describe, expect, test } from 'vitest';
import { clientOf } from '../life/endpoint.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

const now = Math.floor(Date.now() / 1000) - 3600;
const paymentsPath = '/v1/invoice_payments';

interface Shop {
  stripe: StripeStandIn;
  adapter: ReturnType<typeof stripeAdapter>;
}

function open(
  options: Omit<StripeAdapterOptions, 'stripe'> = {},
  standIn: Partial<StripeOptions> = {},
): Shop {
  const stripe = createStripe({ now, ...standIn });
  const adapter = stripeAdapter({ webhookSecret, stripe: clientOf(stripe), ...options });
  return { stripe, adapter };
}

/** The last event of a type. */
function last({ stripe }: Shop, type = 'payment_intent.succeeded'): StripeEvent {
  const happening = stripe.happenings.findLast((one) => one.type === type);
  if (happening === undefined) throw new RangeError(`No ${type} has happened.`);
  return stripe.snapshot(happening);
}

/** The events for Meta of a Stripe event, after its look-ups. */
async function eventsOf({ adapter }: Shop, event: StripeEvent) {
  return adapter.toEvents(await adapter.enrich(event), new Date());
}

/** The requests, each with its decoded query. */
function linesOf({ stripe }: Shop): string[] {
  return stripe.requests
    .map(({ method, path, query }) => {
      const asked = [...query].map(([name, value]) => `${name}=${value}`).join('&');
      return `${method} ${path}${asked && `?${asked}`}`;
    })
    .sort((a, b) => a.localeCompare(b));
}

/** The status of the response, the reports, and what was sent. */
async function answerOf(adapter: WebhookAdapter<StripeEvent>, event: StripeEvent) {
  const sent: unknown[] = [];
  const reports: Report[] = [];
  const sink: EventSink = {
    sendEvents: (events) => Promise.reject(new Error(String(sent.push(...events)))),
  };
  const handler = createWebhookHandler(adapter, sink, { reporter: (one) => reports.push(one) });
  const { status } = await handler(signedRequest(event));
  return { status, sent, reports };
}

describe('a PaymentIntent', () => {
  test('gets its payer and its invoice at once, and its Checkout Session if no object has a consent', async () => {
    const shop = open();
    const { life } = shop.stripe;
    const { id } = life.pay({ amount: 4999, customer: life.customer() });
    expect(await eventsOf(shop, last(shop))).toMatchObject([
      { userData: { email: 'anna.muster@example.com', firstName: 'Anna', lastName: 'Muster' } },
    ]);
    expect(linesOf(shop)).toEqual([
      `GET /v1/checkout/sessions?payment_intent=${id}&limit=1`,
      `GET ${paymentsPath}?payment[type]=payment_intent&payment[payment_intent]=${id}&expand[0]=data.invoice`,
      `GET /v1/payment_intents/${id}?expand[0]=latest_charge&expand[1]=customer`,
    ]);
  });

  test('of a connected account is looked up in its name', async () => {
    const shop = open({ accounts: ['acct_1Shop'] });
    shop.stripe.connected('acct_1Shop').pay({ amount: 4999 });
    expect(await eventsOf(shop, last(shop))).toHaveLength(1);
    expect(shop.stripe.requests.map(({ account }) => account)).toEqual([
      'acct_1Shop',
      'acct_1Shop',
      'acct_1Shop',
    ]);
  });

  test('counts if it paid the invoice that creates a subscription, and not if it paid a later one', async () => {
    const shop = open();
    const { life } = shop.stripe;
    const plan = life.subscribe({ customer: life.customer(), amount: 1900 });
    expect(await eventsOf(shop, last(shop))).toHaveLength(1);
    life.wait(60);
    life.renew(plan);
    expect(await eventsOf(shop, last(shop))).toEqual([]);
  });

  test('that names its invoice, as before basil, has it looked up by its id', async () => {
    const shop = open({}, { endpointVersion: '2022-11-15' });
    const { life } = shop.stripe;
    const plan = life.subscribe({ customer: life.customer(), amount: 1900 });
    expect(await eventsOf(shop, last(shop))).toHaveLength(1);
    expect(linesOf(shop)).toContain(`GET /v1/invoices/${plan.latestInvoice}`);
  });

  test('whose order reference only looks like an invoice counts', async () => {
    const shop = open();
    shop.stripe.life.pay({ amount: 4999 });
    const event = last(shop);
    Object.assign(event.data.object as object, {
      payment_details: { order_reference: 'in_my_own_scheme' },
    });
    expect(await eventsOf(shop, event)).toHaveLength(1);
  });

  test.each([400, 404, 500])(
    'whose payer cannot be looked up (%i) is sent with the data of the event',
    async (status) => {
      const fault = (path: string) => (path.includes('payment_intents/') ? status : undefined);
      const shop = open({}, { fault });
      const customer = shop.stripe.life.customer();
      shop.stripe.life.pay({ amount: 4999, customer });
      const [event] = await eventsOf(shop, last(shop));
      expect(event?.userData).toEqual({
        email: 'anna.muster@example.com',
        externalId: customer.id,
      });
    },
  );

  test('whose invoice is not returned in time gets 503, and nothing is sent', async () => {
    const shop = open({}, { fault: (path) => (path === paymentsPath ? 'never' : undefined) });
    shop.stripe.life.pay({ amount: 4999 });
    const started = performance.now();
    expect(await answerOf(shop.adapter, last(shop))).toMatchObject({ status: 503, sent: [] });
    expect(performance.now() - started).toBeLessThan(4500);
  });

  test.each([
    ['a wrong key', 401, '2026-10-28.endive'],
    ['a key that may not read invoices', 403, '2026-10-28.endive'],
    ['an old apiVersion', 404, '2026-10-28.endive'],
    ['a key that may not read invoices', 403, '2022-11-15'],
  ])('gets 503 with %s (%i), and the report names the fix: %s', async (_, status, version) => {
    const error = { type: 'invalid_request_error', message: 'key sk_live_secret' };
    const fault = (path: string) =>
      path.startsWith('/v1/invoice') ? { status, body: { error } } : undefined;
    const shop = open({}, { fault, endpointVersion: version });
    const { life } = shop.stripe;
    life.subscribe({ customer: life.customer(), amount: 1900 });
    const { reports, ...answer } = await answerOf(shop.adapter, last(shop));
    expect(answer).toEqual({ status: 503, sent: [] });
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringContaining(`refused with ${status}`) as string },
    ]);
    expect(JSON.stringify(reports)).not.toContain('sk_live');
  });

  test('under renewals: all needs its invoice too, which may contain a refusal', async () => {
    const fault = (path: string) => (path === paymentsPath ? 403 : undefined);
    const shop = open({ renewals: 'all' }, { fault });
    shop.stripe.life.pay({ amount: 4999 });
    expect(await answerOf(shop.adapter, last(shop))).toMatchObject({ status: 503, sent: [] });
  });

  test('whose invoice is answered with another object gets 503 and is not a sale', async () => {
    const odd = { status: 200, body: { object: 'list', data: [{}] } };
    const shop = open({}, { fault: (path) => (path === paymentsPath ? odd : undefined) });
    shop.stripe.life.pay({ amount: 4999 });
    expect(await answerOf(shop.adapter, last(shop))).toMatchObject({ status: 503, sent: [] });
  });
});

test('a Checkout Session gets its cart', async () => {
  const shop = open({ purchaseSource: 'checkout' });
  shop.stripe.life.pay({ amount: 4999, sessionMetadata: {} });
  const completed = last(shop, 'checkout.session.completed');
  expect(await eventsOf(shop, completed)).toMatchObject([
    { customData: { contents: [{ id: 'prod_plan', quantity: 1, item_price: 49.99 }] } },
  ]);
  const { id } = completed.data.object as { id: string };
  expect(linesOf(shop)).toEqual([`GET /v1/checkout/sessions/${id}?expand[0]=line_items`]);
});

test('the invoice that creates a subscription contains all that is needed', async () => {
  const shop = open({ purchaseSource: 'invoice' });
  const { life } = shop.stripe;
  const metadata = { meta_consent: 'granted' };
  const plan = life.subscribe({ customer: life.customer(), amount: 1900, metadata });
  expect(await eventsOf(shop, last(shop, 'invoice.paid'))).toMatchObject([
    { eventId: plan.latestInvoice },
    { eventId: plan.id },
  ]);
  expect(linesOf(shop)).toEqual([]);
});

test('a trial gets its customer', async () => {
  const shop = open();
  const { life } = shop.stripe;
  life.subscribe({ customer: life.customer(), amount: 1900, hasTrial: true });
  expect(await eventsOf(shop, last(shop, 'customer.subscription.created'))).toMatchObject([
    { userData: { email: 'anna.muster@example.com' } },
  ]);
});

test('an event that creates nothing causes no look-up', async () => {
  const shop = open();
  shop.stripe.life.pay({ amount: 4999, sessionMetadata: {} });
  expect(await eventsOf(shop, last(shop, 'checkout.session.completed'))).toEqual([]);
  expect(linesOf(shop)).toEqual([]);
});
