import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { clickContext } from './fixtures/index.ts';
import { beforeBasil, invoicePaid, payments } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';

const which = 'invoice';

describe('an invoice goes by its own id, which a Checkout Session knows too', () => {
  test.each([
    ['since basil', {}],
    ['before basil, where it names its PaymentIntent', beforeBasil],
    ['with its payment', payments('pi_3First')],
    ['with several payments', payments('pi_3One', 'pi_3Two')],
    ['paid out of band', { ...beforeBasil, payment_intent: null }],
  ])('%s', (_, fields) => {
    expect(stripeToEvents(invoicePaid(fields), { which })).toMatchObject([
      { eventId: 'in_1First' },
    ]);
  });
});

describe('renewals', () => {
  const table = [
    ['manual', 'all first none'],
    ['automatic_pending_invoice_item_invoice', 'all first none'],
    ['subscription_create', 'all first'],
    ['quote_accept', 'all first'],
    ['subscription_cycle', 'all'],
    ['subscription_update', 'all'],
    ['subscription_threshold', 'all'],
    ['a_reason_of_next_year', 'all'],
    [null, 'all'],
  ] as const;
  test.each(table)('an invoice for %s counts under: %s', (billing_reason, under) => {
    const counted = (['all', 'first', 'none'] as const).filter(
      (renewals) =>
        stripeToEvents(invoicePaid({ billing_reason }), { which, renewals }).length === 1,
    );
    expect(counted.join(' ')).toBe(under);
  });

  test.each(table)('a PaymentIntent whose invoice is for %s counts under: %s', (reason, under) => {
    const invoice = { id: 'in_1', object: 'invoice', billing_reason: reason };
    const counted = (['all', 'first', 'none'] as const).filter(
      (renewals) => stripeToEvents(paymentSucceeded({ invoice }), { renewals }).length === 1,
    );
    expect(counted.join(' ')).toBe(under);
  });

  test('go out as system_generated, without the browser of the first payment', () => {
    const parent = { subscription_details: { metadata: clickContext } };
    const options = {
      which,
      renewals: 'all',
      eventSourceUrl: 'https://shop.example.com/',
    } as const;
    const [first] = stripeToEvents(invoicePaid({ parent }), options);
    expect(first?.visitor).toMatchObject({ clientUserAgent: clickContext.meta_ua });
    expect(first?.actionSource).toBeUndefined();
    const [later] = stripeToEvents(
      invoicePaid({ parent, billing_reason: 'subscription_cycle' }),
      options,
    );
    expect(later).toMatchObject({
      actionSource: 'system_generated',
      visitor: { fbp: clickContext.meta_fbp, fbc: clickContext.meta_fbc, consent: 'granted' },
    });
    expect(Object.keys(later?.visitor ?? {}).sort((a, b) => a.localeCompare(b))).toEqual([
      'consent',
      'fbc',
      'fbp',
    ]);
  });
});

test('an invoice of nothing is no Purchase', () => {
  expect(stripeToEvents(invoicePaid({ amount_paid: 0 }), { which })).toEqual([]);
});
