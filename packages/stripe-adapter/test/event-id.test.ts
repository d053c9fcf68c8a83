import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { expect, test } from 'vitest';
import { sessionCompleted } from './fixtures/checkout-session.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';

test('F-24 the thank-you page, the PaymentIntent and its Checkout Session agree on the id', () => {
  const [fromIntent] = stripeToEvents(paymentSucceeded({ id: 'pi_3Order' }));
  const [fromSession] = stripeToEvents(sessionCompleted({ payment_intent: 'pi_3Order' }), {
    which: 'checkout',
  });
  const returnUrl = new URL('https://shop.example.com/thanks?payment_intent=pi_3Order');
  const onThePage = stripeEventId(returnUrl.searchParams.get('payment_intent') ?? '');
  expect([fromIntent?.eventId, fromSession?.eventId]).toEqual([onThePage, onThePage]);
});

test('of a client secret only the id is used', () => {
  expect(stripeEventId('pi_3Order_secret_Ab12')).toBe('pi_3Order');
});
