import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { expect, test } from 'vitest';
import { charge, paymentSucceeded, shipping } from '../fixtures/payment-intent.ts';
import { created } from '../fixtures/stripe-event.ts';

test('a succeeded PaymentIntent is one Purchase under its own id, at the time of the event', () => {
  const event = paymentSucceeded({ receipt_email: 'anna.muster@example.com', customer: 'cus_1' });
  expect(stripeToEvents(event)).toEqual([
    {
      eventName: 'Purchase',
      eventId: 'pi_3Today',
      eventTime: created,
      userData: { email: 'anna.muster@example.com', externalId: 'cus_1' },
      visitor: { consent: 'unknown' },
      customData: { value: 49.99, currency: 'EUR' },
    },
  ]);
});

test('a partial capture counts what was received', () => {
  const [event] = stripeToEvents(paymentSucceeded({ amount: 10_000, amount_received: 2500 }));
  expect(event?.customData).toMatchObject({ value: 25 });
});

test('the charge’s payer is used before the recipient', () => {
  const [event] = stripeToEvents(paymentSucceeded({ latest_charge: charge(), shipping }));
  expect(event?.userData).toEqual({
    email: 'anna.muster@example.com',
    phone: '+49 30 1234567',
    firstName: 'Anna',
    lastName: 'Muster',
    city: 'Berlin',
    zip: '10115',
    country: 'DE',
  });
});

test('a payment made with test money is marked', () => {
  expect(stripeToEvents(paymentSucceeded({}, { livemode: false }))).toMatchObject([
    { testMode: true },
  ]);
});

test('an empty address is skipped, and the whole address of the next person is used', () => {
  const nowhere = { city: null, country: null, line1: null, postal_code: null, state: null };
  const payer = { address: nowhere, email: null, name: 'Anna Muster', phone: null };
  const event = paymentSucceeded({ latest_charge: charge({ billing_details: payer }), shipping });
  expect(stripeToEvents(event)[0]?.userData).toEqual({
    firstName: 'Anna',
    lastName: 'Muster',
    phone: '+33 4 72 00 00 00',
    city: 'Lyon',
    zip: '69001',
    country: 'FR',
  });
});
