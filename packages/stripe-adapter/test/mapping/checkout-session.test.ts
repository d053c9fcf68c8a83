import { prepareEvent } from '@meta-capi/core';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineItems, sessionCompleted, sessionPaidLater } from '../fixtures/checkout-session.ts';
import { created } from '../fixtures/stripe-event.ts';

const purchaseSource = 'checkout';

test('a paid Checkout Session is one Purchase under its PaymentIntent’s id', () => {
  expect(stripeToEvents(sessionCompleted({ customer: 'cus_1' }), { purchaseSource })).toEqual([
    {
      eventName: 'Purchase',
      eventId: 'pi_3Today',
      eventTime: created,
      userData: {
        email: 'anna.muster@example.com',
        phone: '+49 30 1234567',
        firstName: 'Anna',
        lastName: 'Muster',
        zip: '10115',
        country: 'DE',
        externalId: 'cus_1',
      },
      visitor: { consent: 'unknown' },
      customData: { value: 49.99, currency: 'EUR' },
    },
  ]);
});

test('a payment that is completed days later is a Purchase then', () => {
  expect(
    stripeToEvents(sessionCompleted({ payment_status: 'unpaid' }), { purchaseSource }),
  ).toEqual([]);
  expect(stripeToEvents(sessionPaidLater(), { purchaseSource })).toMatchObject([
    { eventId: 'pi_3Today' },
  ]);
});

describe('line items', () => {
  test('are contents with Stripe’s product ids, in major units', () => {
    const [event] = stripeToEvents(sessionCompleted({ line_items: lineItems }), { purchaseSource });
    expect(event?.customData).toEqual({
      value: 49.99,
      currency: 'EUR',
      content_type: 'product',
      contents: [
        { id: 'prod_cup', quantity: 2, item_price: 15, title: 'Cup' },
        { id: 'prod_tray', quantity: 1, item_price: 20, title: 'Tray' },
      ],
    });
  });

  test('that cannot be read are omitted, and the conversion is sent', () => {
    const odd = { data: [{ quantity: null, price: null }] };
    const [event] = stripeToEvents(sessionCompleted({ line_items: odd }), { purchaseSource });
    expect(event?.customData).toEqual({ value: 49.99, currency: 'EUR' });
  });

  test('are omitted if Stripe sends only the first of them', () => {
    const first = { ...lineItems, has_more: true };
    const [event] = stripeToEvents(sessionCompleted({ line_items: first }), { purchaseSource });
    expect(event?.customData).toEqual({ value: 49.99, currency: 'EUR' });
  });

  const paid = { value: 49.99, currency: 'EUR' };
  const cartOf = (description: unknown, product: unknown, unit_amount: unknown = 4999) => {
    const line_items = { data: [{ quantity: 1, description, price: { unit_amount, product } }] };
    const [event] = stripeToEvents(sessionCompleted({ line_items }), { purchaseSource });
    return event;
  };

  test.each(['Repair hotline +49 30 1234567', 'logo@shop.example'])(
    'go without a title that looks like personal data: %s',
    (title) => {
      expect(cartOf(title, 'prod_cup')?.customData).toEqual({
        ...paid,
        content_type: 'product',
        contents: [{ id: 'prod_cup', quantity: 1, item_price: 49.99 }],
      });
    },
  );

  test.each(['logo@shop.example', '+49 30 1234567', ' '])(
    'with the product id "%s" are left out',
    (id) => {
      expect(cartOf('Cup', id)?.customData).toEqual(paid);
    },
  );

  test('never create an event that core rejects', () => {
    const text = fc.oneof(
      fc.string(),
      fc.emailAddress(),
      fc.constantFrom('(210) 555-0199', '000-111-2222', 'a%40b.de', '+1 210 555 0199', '\ud800'),
    );
    fc.assert(
      fc.property(text, fc.oneof(text, fc.record({ id: text })), fc.integer(), (...item) => {
        const event = cartOf(...item);
        expect(event && prepareEvent(event, { whenConsentUnknown: 'send' })).toMatchObject({
          ok: true,
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a session that starts a subscription', () => {
  const started = sessionCompleted({
    mode: 'subscription',
    payment_intent: null,
    invoice: 'in_1First',
  });

  test('is a Purchase under its invoice’s id', () => {
    expect(stripeToEvents(started, { purchaseSource })).toMatchObject([{ eventId: 'in_1First' }]);
  });

  test('creates no Purchase if the shop counts no subscription payments', () => {
    expect(stripeToEvents(started, { purchaseSource, renewals: 'none' })).toEqual([]);
    expect(stripeToEvents(sessionCompleted(), { purchaseSource, renewals: 'none' })).toHaveLength(
      1,
    );
  });
});
