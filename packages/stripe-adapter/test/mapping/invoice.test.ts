import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { clickContext } from '../fixtures/index.ts';
import { beforeBasil, invoiceLine, invoicePaid, payments } from '../fixtures/invoice.ts';
import { paymentSucceeded } from '../fixtures/payment-intent.ts';

const purchaseSource = 'invoice';
const renewals = ['all', 'first', 'none', 'recurring'] as const;

function purchasesOf(event: Parameters<typeof stripeToEvents>[0], options: object) {
  return stripeToEvents(event, options).filter(({ eventName }) => eventName === 'Purchase');
}

describe('an invoice’s Purchase has the invoice’s id, which a Checkout Session names too', () => {
  test.each([
    ['since basil', {}],
    ['before basil, where it names its PaymentIntent', beforeBasil],
    ['with its payment', payments('pi_3First')],
    ['with several payments', payments('pi_3One', 'pi_3Two')],
    ['paid out of band', { ...beforeBasil, payment_intent: null }],
  ])('%s', (_, fields) => {
    expect(stripeToEvents(invoicePaid(fields), { purchaseSource })).toMatchObject([
      { eventName: 'Purchase', eventId: 'in_1First' },
      { eventName: 'Subscribe', eventId: 'sub_1Plan' },
    ]);
  });
});

describe('renewals', () => {
  const single = 'all first none recurring';
  const first = 'all first recurring';
  const table = [
    ['manual', single, single],
    ['automatic_pending_invoice_item_invoice', 'all', single],
    ['subscription_create', first, first],
    ['quote_accept', 'all', single],
    ['subscription_cycle', 'all', 'all'],
    ['subscription_update', 'all', 'all'],
    ['subscription_threshold', 'all', 'all'],
    ['a_reason_of_next_year', 'all', single],
    [null, 'all', single],
  ] as const;
  test.each(table)(
    'an invoice for %s is a Purchase under: %s; without a subscription: %s',
    (billing_reason, under, alone) => {
      const counted = (fields: object) =>
        renewals.filter((one) => {
          const event = invoicePaid({ billing_reason, ...fields });
          return purchasesOf(event, { purchaseSource, renewals: one }).length === 1;
        });
      expect(counted({}).join(' ')).toBe(under);
      expect(counted({ parent: { type: 'quote_details' } }).join(' ')).toBe(alone);
    },
  );

  test.each(table)(
    'a PaymentIntent whose invoice is for %s: %s; without a subscription: %s',
    (reason, _, alone) => {
      const invoice = { id: 'in_1', object: 'invoice', billing_reason: reason };
      const counted = renewals.filter(
        (one) => stripeToEvents(paymentSucceeded({ invoice }), { renewals: one }).length === 1,
      );
      expect(counted.join(' ')).toBe(alone);
    },
  );

  test('are system_generated, without the browser of the sign-up', () => {
    const parent = { subscription_details: { metadata: clickContext, subscription: 'sub_1Plan' } };
    const options = {
      purchaseSource,
      renewals: 'all',
      eventSourceUrl: 'https://shop.example.com/',
    } as const;
    const [begin] = stripeToEvents(invoicePaid({ parent }), options);
    expect(begin?.visitor).toMatchObject({ clientUserAgent: clickContext.meta_ua });
    expect(begin?.actionSource).toBeUndefined();
    const [later] = stripeToEvents(
      invoicePaid({ parent, billing_reason: 'subscription_cycle' }),
      options,
    );
    expect(later?.actionSource).toBe('system_generated');
    expect(later?.visitor).toEqual({
      fbp: clickContext.meta_fbp,
      fbc: clickContext.meta_fbc,
      consent: 'granted',
    });
  });
});

test.each<[string, object, boolean]>([
  ['the invoice that creates a subscription', {}, true],
  ['the same, sent to the customer', { collection_method: 'send_invoice' }, false],
  ['a manual invoice of a running subscription', { billing_reason: 'manual' }, false],
  ['an invoice without a subscription', { billing_reason: 'manual', parent: null }, true],
])('%s: the visitor’s browser is sent or not', (_, fields, isAttended) => {
  const parent = { subscription_details: { metadata: clickContext, subscription: 'sub_1Plan' } };
  const object = { parent, metadata: clickContext, ...fields };
  const intent = { billing_reason: 'subscription_create', ...object };
  const sent = [
    ...stripeToEvents(invoicePaid(object), { purchaseSource }),
    ...stripeToEvents(paymentSucceeded({ invoice: { id: 'in_1', ...intent } }), {}),
  ];
  expect(sent.length).toBeGreaterThanOrEqual(2);
  for (const { actionSource, visitor } of sent) {
    expect(actionSource).toBe(isAttended ? undefined : 'system_generated');
    expect(visitor?.clientUserAgent).toBe(isAttended ? clickContext.meta_ua : undefined);
    expect(visitor?.eventSourceUrl).toBe(isAttended ? clickContext.meta_url : undefined);
  }
});

describe('the first payment of a subscription', () => {
  const answered = (isFirst: boolean, fields: object = {}) =>
    invoicePaid({
      billing_reason: 'subscription_cycle',
      meta_first_payment: isFirst,
      ...fields,
    });

  test.each(['payment_intent', 'checkout', 'invoice'] as const)(
    'is a Subscribe with value under the source %s, and both events name the subscription',
    (source) => {
      const events = stripeToEvents(answered(true), { purchaseSource: source });
      expect(events.map(({ eventName }) => eventName)).toEqual(
        source === 'invoice' ? ['Purchase', 'Subscribe'] : ['Subscribe'],
      );
      for (const event of events) {
        expect(event).toMatchObject({
          actionSource: 'system_generated',
          userData: { subscriptionId: 'sub_1Plan', email: 'sam.sample@example.com' },
          customData: { value: 19, currency: 'USD' },
        });
      }
      expect(events.at(-1)?.eventId).toBe('sub_1Plan');
      const off = stripeToEvents(answered(true), {
        purchaseSource: source,
        subscriptionEvents: false,
      });
      expect(off.map(({ eventName }) => eventName)).toEqual(
        source === 'invoice' ? ['Purchase'] : [],
      );
    },
  );

  test('a later one is a RecurringSubscriptionPayment under recurring, and nothing under first', () => {
    expect(stripeToEvents(answered(false), { purchaseSource })).toEqual([]);
    for (const source of ['payment_intent', 'checkout', 'invoice'] as const) {
      expect(
        stripeToEvents(answered(false), { purchaseSource: source, renewals: 'recurring' }),
      ).toMatchObject([
        {
          eventName: 'RecurringSubscriptionPayment',
          eventId: 'in_1First',
          actionSource: 'system_generated',
          userData: { subscriptionId: 'sub_1Plan' },
          customData: { value: 19, currency: 'USD' },
        },
      ]);
    }
  });

  test('is not created if the payment may be a renewal', () => {
    const event = invoicePaid({ billing_reason: 'subscription_cycle' });
    expect(stripeToEvents(event, { purchaseSource })).toEqual([]);
    expect(stripeToEvents(event, { purchaseSource, renewals: 'recurring' })).toEqual([]);
  });
});

test('an invoice of 0 creates no Purchase and no Subscribe', () => {
  expect(stripeToEvents(invoicePaid({ amount_paid: 0 }), { purchaseSource })).toEqual([]);
});

test('an invoice paid out of band counts, before 2025-03-31 with its amount due', () => {
  const outOfBand = { amount_paid: 0, amount_due: 1900, paid_out_of_band: true };
  expect(
    stripeToEvents(invoicePaid({ ...beforeBasil, ...outOfBand }), { purchaseSource }),
  ).toMatchObject([{ customData: { value: 19 } }, { eventName: 'Subscribe' }]);
});

describe('the lines of an invoice', () => {
  const contentsOf = (...data: object[]) => {
    const lines = { object: 'list', data, has_more: false };
    return stripeToEvents(invoicePaid({ lines }), { purchaseSource })[0]?.customData;
  };
  const plan = { id: 'prod_plan', quantity: 1, item_price: 15, title: 'Plan' };
  const paid = { value: 19, currency: 'USD' };

  test.each([
    ['since basil', invoiceLine({})],
    [
      'before basil',
      invoiceLine({ pricing: undefined, price: { id: 'price_1', product: 'prod_plan' } }),
    ],
  ])('are contents, %s', (_, line) => {
    expect(contentsOf(line)).toEqual({ ...paid, content_type: 'product', contents: [plan] });
  });

  test('have the price that was charged, or no price if it is not divisible by the quantity', () => {
    expect(contentsOf(invoiceLine({ amount: 1000, quantity: 3 }))).toMatchObject({
      contents: [{ id: 'prod_plan', quantity: 3, title: 'Plan' }],
    });
  });

  test.each([
    ['a credit', { amount: -500 }],
    ['no product', { pricing: null }],
    ['no quantity', { quantity: null }],
    ['a product id like an e-mail address', { pricing: { price_details: { product: 'a@b.co' } } }],
  ])('are omitted altogether with a line of %s', (_, odd) => {
    expect(contentsOf(invoiceLine({}), invoiceLine(odd))).toEqual(paid);
  });

  test('are omitted where there are more of them', () => {
    const lines = { object: 'list', data: [invoiceLine({})], has_more: true };
    expect(stripeToEvents(invoicePaid({ lines }), { purchaseSource })[0]?.customData).toEqual(paid);
  });
});
