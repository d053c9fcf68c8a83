import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import {
  type StripeAdapterOptions,
  type StripeEvent,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { fixtures } from './fixtures/index.ts';
import { invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';
import { subscriptionCreated } from './fixtures/subscription.ts';
import { signedRequest, webhookSecret } from './signed-request.ts';

// A webhook that is taken and makes nothing must not be silent where something is to mend.

const sink: EventSink = {
  sendEvents: () => Promise.reject(new Error('nothing was to be sent')),
};

function routeOf(options: StripeAdapterOptions = {}) {
  const reports: Report[] = [];
  const handler = createWebhookHandler(stripeAdapter({ webhookSecret, ...options }), sink, {
    reporter: (report) => {
      reports.push(report);
    },
  });
  const post = async (payload: unknown) => (await handler(signedRequest(payload))).status;
  return { post, reports };
}

afterEach(() => {
  vi.restoreAllMocks();
});

const timeless = { ...paymentSucceeded(), created: undefined };
const empty = { ...paymentSucceeded(), data: undefined };

test.each<[string, StripeAdapterOptions['which'], unknown, string[]]>([
  ['amount', undefined, paymentSucceeded({ amount: undefined }), ['data.object.amount']],
  ['currency', undefined, paymentSucceeded({ currency: 'euros' }), ['data.object.currency']],
  [
    'id and amount',
    undefined,
    paymentSucceeded({ id: undefined, amount: '49.99' }),
    ['data.object.id', 'data.object.amount'],
  ],
  ['created', undefined, timeless, ['created']],
  ['data', undefined, empty, ['data']],
  ['object', undefined, { ...timeless, created: 1, data: {} }, ['data.object']],
  [
    'amount_total',
    'checkout',
    sessionCompleted({ amount_total: null }),
    ['data.object.amount_total'],
  ],
  [
    'payment_status',
    'checkout',
    sessionCompleted({ payment_status: undefined }),
    ['data.object.payment_status'],
  ],
  [
    'payment_intent of a paid session',
    'checkout',
    sessionCompleted({ payment_intent: null }),
    ['data.object.payment_intent'],
  ],
  ['amount_paid', 'invoice', invoicePaid({ amount_paid: null }), ['data.object.amount_paid']],
  [
    'status of a subscription',
    'invoice',
    subscriptionCreated('active', { status: undefined }),
    ['data.object.status'],
  ],
])('a payment without its %s is reported with the field', async (_, which, payload, paths) => {
  const { post, reports } = routeOf({ which });
  expect(await post(payload)).toBe(200);
  expect(reports).toMatchObject([
    {
      level: 'error',
      warnings: paths.map((path) => ({
        code: 'missing_field',
        path,
        message: expect.stringContaining(`${path} is missing`) as string,
      })),
    },
  ]);
  expect(JSON.stringify(reports)).not.toMatch(/49\.99|euros|anna/);
});

const setup = { mode: 'setup', amount_total: null, currency: null, payment_intent: null };

test.each<[string, StripeAdapterOptions['which'], StripeEvent]>([
  ['of another kind', 'checkout', paymentSucceeded({ amount: undefined })],
  [
    'that only saves a card',
    'checkout',
    sessionCompleted({ ...setup, payment_status: 'no_payment_required' }),
  ],
  ['of nothing', 'checkout', sessionCompleted({ amount_total: 0, payment_intent: null })],
])('a payment %s lacks nothing', (_, which, payload) => {
  expect(stripeAdapter({ which }).warnings?.(payload, new Date())).toEqual([]);
});

test.each(['payment_intent', 'checkout', 'invoice'] as const)(
  'no shape that Stripe sends is complained of under %s',
  (which) => {
    const adapter = stripeAdapter({ which });
    const odd = [null, undefined, 7, 'text', {}, []] as unknown as StripeEvent[];
    for (const payload of [...fixtures.map((fixture) => fixture.payload), ...odd]) {
      expect(adapter.warnings?.(payload, new Date())).toEqual([]);
    }
  },
);

describe('an endpoint that listens to another kind than which', () => {
  const paid = paymentSucceeded();
  const nothingPaid = sessionCompleted({ payment_status: 'unpaid' });

  test('is told so on the console, once, with the events to listen to', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { post } = routeOf({ which: 'checkout' });
    for (const payload of [paid, paid, invoicePaid()]) expect(await post(payload)).toBe(200);
    expect(warn.mock.calls).toEqual([
      [
        'meta-capi made no Purchase of a payment_intent.succeeded, and of none like it: which is "checkout". Let the endpoint listen to checkout.session.completed and checkout.session.async_payment_succeeded, or choose which: "payment_intent". If it listens to both, all is well.',
      ],
    ]);
  });

  test('under the default which, a Checkout Session is told so too', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(await routeOf().post(nothingPaid)).toBe(200);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/which is "payment_intent".*listen to payment_intent\.succeeded,/),
    );
  });

  test('is not told once the right kind has come, nor for kinds that are no payment', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { post } = routeOf({ which: 'checkout' });
    const begun = subscriptionCreated('incomplete');
    for (const payload of [begun, null, nothingPaid, paid]) expect(await post(payload)).toBe(200);
    expect(warn).not.toHaveBeenCalled();
  });

  test('is not told by what nobody signed', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const adapter = stripeAdapter({ webhookSecret, which: 'checkout' });
    const forged = signedRequest(paid, { secret: 'whsec_of_somebody_else' });
    await expect(adapter.receive(forged)).rejects.toThrow(/no secret fits/);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('an option that is none', () => {
  test.each([
    [{ which: 'invoices' }, /^which: .*"payment_intent", "checkout" or "invoice"/],
    [{ renewals: 'never' }, /^renewals: .*"first", "all" or "none"/],
  ])('%j is 503, so that nothing is lost, and the report says what it takes', async (odd, fix) => {
    const { post, reports } = routeOf(odd as StripeAdapterOptions);
    expect(await post(paymentSucceeded())).toBe(503);
    expect(reports).toMatchObject([{ level: 'error' }]);
    expect(reports[0]?.message).toMatch(fix);
    expect(reports[0]?.message).not.toMatch(/invoices|never/);
  });

  test('undefined is the default', () => {
    const adapter = stripeAdapter({ webhookSecret, which: undefined, renewals: undefined });
    return expect(adapter.receive(signedRequest(paymentSucceeded()))).resolves.toBeDefined();
  });
});
