import type { StripeToEventsOptions } from '@meta-capi/stripe-adapter';
import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { beforeBasil, invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';

/** The table of docs/stripe-visitor.md: the id on the page, and the id of the webhook. */
describe.each<NonNullable<StripeToEventsOptions['purchaseSource']>>([
  'payment_intent',
  'checkout',
  'invoice',
])(
  'F-24 the thank-you page and the webhook agree on the id where purchaseSource is %s',
  (purchaseSource) => {
    const idOf = (...events: Parameters<typeof stripeToEvents>[0][]) =>
      events
        .flatMap((event) => stripeToEvents(event, { purchaseSource }))
        .filter(({ eventName }) => eventName === 'Purchase')
        .map(({ eventId }) => eventId);

    test('and one thing was bought', () => {
      const session = { payment_intent: 'pi_3Order', invoice: 'in_1Order' };
      const made = idOf(
        paymentSucceeded({ id: 'pi_3Order' }),
        sessionCompleted(session),
        invoicePaid({ id: 'in_1Order', billing_reason: 'manual', parent: null }),
      );
      const paid = purchaseSource === 'invoice' ? session.invoice : session.payment_intent;
      expect(made).toEqual([stripeEventId(paid)]);
    });

    test.each([
      ['since basil', {}],
      ['before basil', { ...beforeBasil, payment_intent: 'pi_3Start' }],
    ])('and a subscription began, %s', (_, shape) => {
      const session = { mode: 'subscription', payment_intent: null, invoice: 'in_1Start' };
      const made = idOf(
        paymentSucceeded({ id: 'pi_3Start' }),
        sessionCompleted(session),
        invoicePaid({ ...shape, id: 'in_1Start' }),
      );
      const paid = purchaseSource === 'payment_intent' ? 'pi_3Start' : session.invoice;
      expect(made).toEqual([stripeEventId(paid)]);
    });
  },
);

test('of a client secret only the id is used', () => {
  expect(stripeEventId('pi_3Order_secret_Ab12')).toBe('pi_3Order');
});
