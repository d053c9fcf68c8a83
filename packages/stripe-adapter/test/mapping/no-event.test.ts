import { createWebhookHandler, type EventSink, type Report } from '@meta-capi/core';
import {
  type StripeAdapterOptions,
  type StripeEvent,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sessionCompleted } from '../fixtures/checkout-session.ts';
import { fixtures } from '../fixtures/index.ts';
import { invoicePaid } from '../fixtures/invoice.ts';
import { charge, paymentSucceeded } from '../fixtures/payment-intent.ts';
import { stripeEvent } from '../fixtures/stripe-event.ts';
import { subscriptionCreated } from '../fixtures/subscription.ts';
import { signedRequest, webhookSecret } from '../webhook/signed-request.ts';

// An event that is accepted and creates nothing must be reported if something has to be fixed.

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

test.each<[string, StripeAdapterOptions['purchaseSource'], unknown, string[]]>([
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
])(
  'a payment without its %s is reported with the field',
  async (_, purchaseSource, payload, paths) => {
    const { post, reports } = routeOf({ purchaseSource });
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
  },
);

const setup = { mode: 'setup', amount_total: null, currency: null, payment_intent: null };

test.each<[string, StripeAdapterOptions['purchaseSource'], StripeEvent]>([
  ['of another type', 'checkout', paymentSucceeded({ amount: undefined })],
  [
    'that only saves a card',
    'checkout',
    sessionCompleted({ ...setup, payment_status: 'no_payment_required' }),
  ],
  ['of nothing', 'checkout', sessionCompleted({ amount_total: 0, payment_intent: null })],
])('a payment %s lacks nothing', (_, purchaseSource, payload) => {
  expect(stripeAdapter({ purchaseSource }).warnings?.(payload, new Date())).toEqual([]);
});

test.each(['payment_intent', 'checkout', 'invoice'] as const)(
  'no shape that Stripe sends causes a warning under %s',
  (purchaseSource) => {
    const adapter = stripeAdapter({ purchaseSource });
    const odd = [null, undefined, 7, 'text', {}, []] as unknown as StripeEvent[];
    for (const payload of [...fixtures.map((fixture) => fixture.payload), ...odd]) {
      expect(adapter.warnings?.(payload, new Date())).toEqual([]);
    }
  },
);

describe('an endpoint that receives other events than those of purchaseSource', () => {
  const paid = paymentSucceeded();
  const unpaid = sessionCompleted({ payment_status: 'unpaid' });
  const charged = stripeEvent('charge.succeeded', charge());
  const invoicePaidTwin = stripeEvent('invoice.payment_succeeded', { id: 'in_1First' });
  const invoicePayment = stripeEvent('invoice_payment.paid', { id: 'inpay_1' });
  const thin = (type: string, id: string) => ({
    id: 'evt_thin',
    object: 'v2.core.event',
    type: `v1.${type}`,
    created: new Date().toISOString(),
    livemode: true,
    related_object: { id, type: 'any', url: '/v1/any' },
  });
  const lookUps = {} as NonNullable<StripeAdapterOptions['stripe']>;

  /** The lines that an adapter writes for what it receives. */
  async function linesFor(options: StripeAdapterOptions, ...payloads: unknown[]) {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const adapter = stripeAdapter({ webhookSecret, ...options });
    for (const payload of payloads) {
      const event = await adapter.receive(signedRequest(payload));
      // A thin event is 503 without `stripe`, and `lookUps` answers nothing.
      await adapter.enrich?.(event).catch(() => undefined);
    }
    return warn.mock.calls.map(([line]) => String(line));
  }

  test('gets one warning, with the events to select', async () => {
    const lines = await linesFor({ purchaseSource: 'checkout' }, paid, paid, charged);
    expect(lines).toEqual([
      'meta-capi: no Purchase is made from payment_intent.succeeded, since purchaseSource is "checkout". To count payment_intent.succeeded, set purchaseSource to "payment_intent". Add checkout.session.completed and checkout.session.async_payment_succeeded to the events of this endpoint in Stripe. If it receives them already, no action is needed.',
    ]);
  });

  test.each<[string, StripeAdapterOptions, unknown, string]>([
    ['a Checkout Session', {}, sessionCompleted(), 'Add payment_intent.succeeded to'],
    ['a charge', {}, charged, 'Add payment_intent.succeeded to'],
    ['a charge', { purchaseSource: 'invoice' }, charged, 'Add invoice.paid to'],
    ['a thin charge', {}, thin('charge.succeeded', 'ch_1'), 'Add payment_intent.succeeded to'],
    ['an invoice’s other event', {}, invoicePaidTwin, 'Add invoice.paid to'],
    ['an invoice payment', { purchaseSource: 'invoice' }, invoicePayment, 'Add invoice.paid to'],
    [
      'an invoice that makes nothing',
      { subscriptionEvents: false },
      invoicePaid(),
      'set purchaseSource to "invoice"',
    ],
  ])('of %s under %j: it is logged once', async (_, options, payload, line) => {
    expect(await linesFor(options, payload, payload)).toEqual([expect.stringContaining(line)]);
  });

  test('gets a warning for subscriptions without invoice.paid, from the second one on', async () => {
    const [one, other] = ['sub_1', 'sub_2'].map((id) => subscriptionCreated('active', { id }));
    expect(await linesFor({}, one, one)).toEqual([]);
    expect(await linesFor({}, one, other, one)).toEqual([
      expect.stringMatching(/^meta-capi: no Subscribe .* Add invoice\.paid to/),
    ]);
  });

  test('gets a warning for paid invoices without a PaymentIntent, from the second one on', async () => {
    const [one, other] = ['in_1', 'in_2'].map((id) => invoicePaid({ id }));
    expect(await linesFor({}, one, one)).toEqual([]);
    expect(await linesFor({}, one, other)).toEqual([
      expect.stringContaining('set purchaseSource to "invoice"'),
    ]);
  });

  test.each<[string, StripeAdapterOptions, unknown[]]>([
    [
      'after the right type was received',
      { purchaseSource: 'checkout' },
      [sessionCompleted(), paid],
    ],
    ['of an invoice that makes a Subscribe', {}, [invoicePaid()]],
    ['of an invoice’s other event beside invoice.paid', {}, [invoicePaid(), invoicePaidTwin]],
    [
      'of subscriptions beside invoice.paid',
      {},
      [
        subscriptionCreated('active', { id: 'sub_1' }),
        invoicePaid(),
        subscriptionCreated('active', { id: 'sub_2' }),
      ],
    ],
    [
      'of a PaymentIntent that may be captured later',
      { purchaseSource: 'checkout', stripe: lookUps },
      [paid],
    ],
    ['of what is no payment', {}, [null, stripeEvent('charge.refunded', charge())]],
  ])('logs nothing %s', async (_, options, payloads) => {
    expect(await linesFor(options, ...payloads)).toEqual([]);
  });

  test('gets no warning for unsigned events', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const adapter = stripeAdapter({ webhookSecret, purchaseSource: 'checkout' });
    const forged = signedRequest(paid, { secret: 'whsec_of_somebody_else' });
    await expect(adapter.receive(forged)).rejects.toThrow(/no secret matches/);
    expect(warn).not.toHaveBeenCalled();
  });

  describe('what cannot be decided without stripe is logged once', () => {
    const renewal = (billing_reason: string) => invoicePaid({ billing_reason });

    test.each<[string, StripeAdapterOptions, unknown, string]>([
      [
        'a renewal, or a first payment',
        { purchaseSource: 'invoice' },
        renewal('subscription_cycle'),
        'no Purchase or Subscribe is made from an invoice.paid with billing_reason subscription_cycle',
      ],
      ['the same under another source', {}, renewal('subscription_cycle'), 'no Subscribe is made'],
      [
        'the same under recurring',
        { purchaseSource: 'invoice', renewals: 'recurring', subscriptionEvents: false },
        renewal('subscription_cycle'),
        'no Purchase or RecurringSubscriptionPayment is made',
      ],
      [
        'all three of them',
        { purchaseSource: 'invoice', renewals: 'recurring' },
        renewal('subscription_cycle'),
        'no Purchase, Subscribe or RecurringSubscriptionPayment is made from an invoice.paid',
      ],
      [
        'a PaymentIntent of an invoice',
        {},
        paymentSucceeded({ invoice: 'in_1' }),
        'no Purchase is made from a payment_intent.succeeded that belongs',
      ],
      [
        'an unpaid Checkout Session',
        { purchaseSource: 'checkout' },
        unpaid,
        'If its payment is captured later, no Purchase is made',
      ],
    ])('%s', async (_, options, payload, line) => {
      const lines = await linesFor(options, payload, payload);
      expect(lines.filter((one) => !one.includes('renewals "recurring" needs'))).toEqual([
        expect.stringContaining(line),
      ]);
      vi.restoreAllMocks();
      expect(await linesFor({ ...options, stripe: lookUps }, payload)).toEqual([]);
    });

    const nameless = { parent: null };

    test.each<[string, StripeAdapterOptions, unknown, RegExp]>([
      [
        'an invoice',
        { purchaseSource: 'invoice' },
        invoicePaid({ billing_reason: 'subscription_cycle', ...nameless }),
        /no Purchase or Subscribe is made from an invoice.paid with billing_reason subscription_cycle that names no subscription\. .*in transit/,
      ],
      [
        'the invoice of a PaymentIntent',
        { subscriptionEvents: false },
        paymentSucceeded({ invoice: { id: 'in_1', billing_reason: 'subscription_update' } }),
        /no Purchase is made from a payment_intent.succeeded of an invoice with .* that names no/,
      ],
    ])(
      '%s of a subscription that it does not name is logged with stripe as well',
      async (_, options, payload, line) => {
        const warn = vi.spyOn(console, 'warn').mockReturnValue();
        const { object } = (payload as StripeEvent).data;
        const found = { retrieve: async () => Object(object).invoice };
        const stripe = {
          ...lookUps,
          invoices: found,
          paymentIntents: found,
        } as unknown as typeof lookUps;
        for (const client of [undefined, stripe]) {
          warn.mockClear();
          const adapter = stripeAdapter({ webhookSecret, ...options, stripe: client });
          const event = await adapter.receive(signedRequest(payload));
          await adapter.enrich?.(event);
          await adapter.enrich?.(event);
          expect(warn.mock.calls).toEqual([[expect.stringMatching(line)]]);
        }
      },
    );

    test.each<[string, StripeAdapterOptions, unknown]>([
      ['null', { purchaseSource: 'invoice' }, invoicePaid({ billing_reason: null, ...nameless })],
      ['new', { purchaseSource: 'invoice' }, invoicePaid({ billing_reason: 'new', ...nameless })],
    ])(
      'nothing is logged about an invoice without a subscription whose reason is %s',
      async (_, options, payload) => {
        expect(await linesFor(options, payload)).toEqual([]);
      },
    );

    const order = { payment_details: { order_reference: null, customer_reference: null } };
    test.each<[string, boolean, object]>([
      ['neither', true, { customer: 'cus_1', ...order }],
      ['neither, nor a customer', false, order],
      [
        'neither, with automatic payment methods',
        false,
        { customer: 'cus_1', automatic_payment_methods: { enabled: true }, ...order },
      ],
      [
        'a Checkout Session',
        false,
        { customer: 'cus_1', payment_details: { order_reference: 'cs_live_1' } },
      ],
      ['no invoice, before basil', false, { customer: 'cus_1', invoice: null }],
    ])('a PaymentIntent that names %s may be an invoice’s: %s', async (_, isTold, fields) => {
      const metadata = { meta_consent: 'granted' };
      const payload = paymentSucceeded({ automatic_payment_methods: null, metadata, ...fields });
      const lines = await linesFor({}, payload, payload);
      expect(lines.length).toBe(isTold ? 1 : 0);
      expect(lines.join('')).toMatch(isTold ? /may be a renewal.*Give the option stripe/ : /^$/);
    });

    test('another reason is logged as well', async () => {
      const reasons = ['subscription_cycle', 'subscription_update', 'subscription_cycle'];
      expect(await linesFor({}, ...reasons.map(renewal))).toHaveLength(2);
    });

    test.each<[string, StripeAdapterOptions]>([
      [
        'where every payment counts',
        { purchaseSource: 'invoice', renewals: 'all', subscriptionEvents: false },
      ],
      [
        'where none does',
        { purchaseSource: 'invoice', renewals: 'none', subscriptionEvents: false },
      ],
    ])('nothing is logged about a renewal %s', async (_, options) => {
      expect(await linesFor(options, renewal('subscription_cycle'))).toEqual([]);
    });
  });
});

describe('options that cannot have their effect are logged at start-up', () => {
  test.each<[StripeAdapterOptions, RegExp]>([
    [{ purchaseSource: 'checkout', renewals: 'all' }, /^meta-capi: .*a renewal has no Checkout/],
    [{ renewals: 'recurring' }, /^meta-capi: .*needs the option stripe/],
    [{ purchaseSource: 'checkout', renewals: 'first' }, /^$/],
    [{ purchaseSource: 'invoice', renewals: 'all' }, /^$/],
  ])('%j', (options, lines) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    stripeAdapter(options);
    expect(warn.mock.calls.join('\n')).toMatch(lines);
  });
});

describe('an invalid option', () => {
  test.each([
    [
      { purchaseSource: 'invoices' },
      /^purchaseSource: .*"payment_intent", "checkout" or "invoice"/,
    ],
    [{ renewals: 'never' }, /^renewals: .*"first", "all", "none" or "recurring"/],
    [{ subscriptionEvents: 'invoices' }, /^subscriptionEvents: .*true or false/],
    [{ maxBodyBytes: '2mb' }, /^maxBodyBytes: .*whole number of bytes/],
    [{ which: 'invoice' }, /^which: unknown option; the options are .*purchaseSource/],
  ])(
    '%j is 503, so that nothing is lost, and the report names the accepted values',
    async (odd, fix) => {
      const { post, reports } = routeOf(odd as StripeAdapterOptions);
      expect(await post(paymentSucceeded())).toBe(503);
      expect(reports).toMatchObject([{ level: 'error' }]);
      expect(reports[0]?.message).toMatch(fix);
      expect(reports[0]?.message).not.toMatch(/invoices|never/);
    },
  );

  test('undefined is the default', () => {
    const adapter = stripeAdapter({
      webhookSecret,
      purchaseSource: undefined,
      renewals: undefined,
    });
    return expect(adapter.receive(signedRequest(paymentSucceeded()))).resolves.toBeDefined();
  });
});
