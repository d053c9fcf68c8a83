import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import type { WebhookAdapter } from '@meta-capi/core/adapter';
import {
  type StripeAdapterOptions,
  type StripeEvent,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test } from 'vitest';
import { lineItems, sessionCompleted } from '../fixtures/checkout-session.ts';
import { invoicePaid } from '../fixtures/invoice.ts';
import { charge, paymentIntent, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { subscriptionCreated } from '../fixtures/subscription.ts';
import { type Asked, type StripeAnswer, startStripe } from '../stripe-server.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const customer = { id: 'cus_1', object: 'customer', email: 'of.the.customer@example.com' };
const emptyList = { object: 'list', data: [], has_more: false };

/** Most payments come from no Checkout Session. */
const unlessTold: Answers = { '/v1/checkout/sessions': ok(emptyList) };

type Answers = Readonly<Record<string, StripeAnswer>>;

function ok(body: unknown): StripeAnswer {
  return { status: 200, body };
}

/** What the adapter makes of an event after asking a Stripe that answers so. */
async function enriched(
  event: StripeEvent,
  answers: Answers,
  options: Omit<StripeAdapterOptions, 'stripe'> = {},
) {
  const { adapter, asked } = await adapterOver(answers, options);
  const payload = (await adapter.enrich?.(event)) ?? event;
  return { events: adapter.toEvents(payload, new Date()), asked };
}

async function adapterOver(answers: Answers, options: Omit<StripeAdapterOptions, 'stripe'> = {}) {
  const { stripe, asked, close } = await startStripe((path) => answers[path] ?? unlessTold[path]);
  closing.push(close);
  return { adapter: stripeAdapter({ webhookSecret, stripe, ...options }), asked };
}

/** What Stripe hears, the owner hears and Meta would hear. */
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

function paths(asked: readonly Asked[]): string[] {
  return asked.map(({ line }) => line).sort((a, b) => a.localeCompare(b));
}

describe('a PaymentIntent', () => {
  const thin = paymentSucceeded({ customer: 'cus_1' });
  const whole = ok(paymentIntent({ latest_charge: charge(), customer }));
  const intentPath = '/v1/payment_intents/pi_3Today';
  const paymentsPath = '/v1/invoice_payments';

  test('gets its payer and its invoice at once, and its Checkout Session if none has a consent', async () => {
    const { events, asked } = await enriched(thin, {
      [intentPath]: whole,
      [paymentsPath]: ok(emptyList),
    });
    expect(events).toMatchObject([
      { userData: { email: 'anna.muster@example.com', firstName: 'Anna', externalId: 'cus_1' } },
    ]);
    expect(paths(asked)).toEqual([
      'GET /v1/checkout/sessions?payment_intent=pi_3Today&limit=1',
      `GET ${paymentsPath}?payment[type]=payment_intent&payment[payment_intent]=pi_3Today&expand[0]=data.invoice`,
      `GET ${intentPath}?expand[0]=latest_charge&expand[1]=customer`,
    ]);
  });

  test('of a connected account is looked up in its name', async () => {
    const event = paymentSucceeded({}, { account: 'acct_1Shop' });
    const { asked } = await enriched(
      event,
      { [paymentsPath]: ok(emptyList) },
      { accounts: ['acct_1Shop'] },
    );
    expect(asked.map(({ account }) => account)).toEqual(['acct_1Shop', 'acct_1Shop', 'acct_1Shop']);
  });

  test.each([
    ['subscription_create', 1],
    ['subscription_cycle', 0],
  ])('that paid an invoice for %s counts %d times', async (billing_reason, times) => {
    const invoice = { id: 'in_1', object: 'invoice', billing_reason };
    const list = { ...emptyList, data: [{ id: 'inpay_1', object: 'invoice_payment', invoice }] };
    const answers = { [intentPath]: whole, [paymentsPath]: ok(list) };
    expect((await enriched(thin, answers)).events).toHaveLength(times);
  });

  test('that names its invoice, as before basil, has it looked up by its id', async () => {
    const event = paymentSucceeded({ invoice: 'in_1Old' });
    const invoice = { id: 'in_1Old', object: 'invoice', billing_reason: 'subscription_create' };
    const { events } = await enriched(event, { '/v1/invoices/in_1Old': ok(invoice) });
    expect(events).toHaveLength(1);
  });

  test('whose order reference only looks like an invoice counts', async () => {
    const event = paymentSucceeded({ payment_details: { order_reference: 'in_my_own_scheme' } });
    expect((await enriched(event, { [paymentsPath]: ok(emptyList) })).events).toHaveLength(1);
  });

  test('whose payer does not exist in Stripe is sent with the data of the event', async () => {
    const { events } = await enriched(paymentSucceeded({ receipt_email: 'a@example.com' }), {
      [paymentsPath]: ok(emptyList),
    });
    expect(events).toMatchObject([{ userData: { email: 'a@example.com' } }]);
  });

  test('whose payer cannot be looked up for now is sent without it', async () => {
    const { events } = await enriched(thin, {
      [intentPath]: { status: 400, body: { error: { type: 'invalid_request_error' } } },
      [paymentsPath]: ok(emptyList),
    });
    expect(events).toMatchObject([{ userData: { externalId: 'cus_1' } }]);
  });

  test('whose invoice cannot be looked up for now gets 503, and nothing is sent', async () => {
    const { adapter } = await adapterOver({ [intentPath]: whole, [paymentsPath]: 'never' });
    const started = Date.now();
    expect(await answerOf(adapter, thin)).toMatchObject({ status: 503, sent: [] });
    expect(Date.now() - started).toBeLessThan(3500);
  });

  test.each([
    ['a bad key', 401, paymentsPath, {}],
    ['a key that may not read invoices', 403, paymentsPath, {}],
    ['an old apiVersion', 404, paymentsPath, {}],
    ['a key that may not read invoices', 403, '/v1/invoices/in_1Old', { invoice: 'in_1Old' }],
  ])(
    'that %s may not be told of (%d) comes again, and is reported',
    async (_, status, path, of) => {
      const body = { error: { type: 'invalid_request_error', message: 'key sk_live_secret' } };
      const { adapter } = await adapterOver({ [intentPath]: whole, [path]: { status, body } });
      const { reports, ...answer } = await answerOf(adapter, paymentSucceeded(of));
      expect(answer).toEqual({ status: 503, sent: [] });
      expect(reports).toMatchObject([
        { level: 'error', message: expect.stringContaining(`refused with ${status}`) as string },
      ]);
      expect(JSON.stringify(reports)).not.toContain('sk_live');
    },
  );

  test('under renewals: all needs its invoice too, which may contain a refusal', async () => {
    const { adapter } = await adapterOver(
      { [intentPath]: whole, [paymentsPath]: { status: 403, body: {} } },
      { renewals: 'all' },
    );
    expect(await answerOf(adapter, thin)).toMatchObject({ status: 503, sent: [] });
  });

  test('whose invoice is answered with another object gets 503 and is not a sale', async () => {
    const { adapter } = await adapterOver({ [paymentsPath]: ok({ object: 'list', data: [{}] }) });
    expect(await answerOf(adapter, thin)).toMatchObject({ status: 503, sent: [] });
  });
});

test('a Checkout Session gets its cart', async () => {
  const { events, asked } = await enriched(
    sessionCompleted(),
    { '/v1/checkout/sessions/cs_live_1Session': ok({ line_items: lineItems }) },
    { purchaseSource: 'checkout' },
  );
  expect(paths(asked)).toEqual(['GET /v1/checkout/sessions/cs_live_1Session?expand[0]=line_items']);
  expect(events[0]?.customData?.contents).toHaveLength(2);
});

test('the invoice that creates a subscription contains all that is needed', async () => {
  const event = invoicePaid({ metadata: { meta_consent: 'granted' } });
  const { events, asked } = await enriched(event, {}, { purchaseSource: 'invoice' });
  expect(events).toMatchObject([{ eventId: 'in_1First' }, { eventId: 'sub_1Plan' }]);
  expect(asked).toEqual([]);
});

test('a trial gets its customer', async () => {
  const { events } = await enriched(subscriptionCreated('trialing'), {
    '/v1/subscriptions/sub_1Plan': ok({ id: 'sub_1Plan', customer }),
  });
  expect(events).toMatchObject([{ userData: { email: 'of.the.customer@example.com' } }]);
});

test('an event that creates nothing causes no look-up', async () => {
  const { asked } = await enriched(sessionCompleted(), {});
  expect(asked).toEqual([]);
});
