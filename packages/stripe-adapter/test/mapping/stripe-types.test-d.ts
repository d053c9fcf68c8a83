import {
  backfillStripe,
  type StripeEvent,
  type StripeEventLists,
  type StripeLookups,
  stripeAdapter,
  stripeToEvents,
  withVisitor,
} from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';
import { describe, expectTypeOf, test } from 'vitest';

// Compiled against the lowest `stripe` of the range too, by stripe-types.slow.test.ts.
describe('Stripe’s own types are accepted', () => {
  test('its events', () => {
    expectTypeOf<Stripe.Event>().toExtend<StripeEvent>();
    expectTypeOf(stripeToEvents).toBeCallableWith({} as Stripe.Event);
  });

  test('its client', () => {
    expectTypeOf<Stripe>().toExtend<StripeLookups & StripeEventLists>();
  });

  test('the parameters of its creation calls', () => {
    const visitor = { consent: 'granted' } as const;
    const intent: Stripe.PaymentIntentCreateParams = { amount: 1, currency: 'eur' };
    expectTypeOf(withVisitor(intent, visitor)).toExtend<Stripe.PaymentIntentCreateParams>();
    const session: Stripe.Checkout.SessionCreateParams = { mode: 'payment' };
    expectTypeOf(withVisitor(session, visitor)).toExtend<Stripe.Checkout.SessionCreateParams>();
    const plan: Stripe.SubscriptionCreateParams = { customer: 'cus_1' };
    expectTypeOf(withVisitor(plan, visitor)).toExtend<Stripe.SubscriptionCreateParams>();
  });
});

test('an unparsed body is not an event', () => {
  // @ts-expect-error: the text of the request
  stripeToEvents('{}');
});

test('a misspelt source is a compile error', () => {
  // @ts-expect-error: no such source
  stripeAdapter({ purchaseSource: 'charge' });
  // @ts-expect-error: no such policy
  stripeAdapter({ renewals: 'some' });
  // @ts-expect-error: `since` is missing
  void backfillStripe({ stripe: {} as Stripe, sink: { sendEvents: async () => ({}) as never } });
});
