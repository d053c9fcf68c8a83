import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { clickContext } from '../fixtures/index.ts';
import { charge, paymentSucceeded } from '../fixtures/payment-intent.ts';

const eventSourceUrl = 'https://shop.example.com/pay';

// woocommerce-ios#6495
describe('a Terminal payment is physical_store, on no page', () => {
  const present = (type: string) => charge({ payment_method_details: { type } });

  test.each([
    ['of card_present', { payment_method_types: ['card_present'] }],
    ['of interac_present', { payment_method_types: ['card_present', 'interac_present'] }],
    [
      'whose charge is one',
      { payment_method_types: ['card'], latest_charge: present('card_present') },
    ],
    [
      'whose embedded charge is one',
      { payment_method_types: ['card'], charges: { data: [present('card_present')] } },
    ],
  ])('%s', (_, fields) => {
    const [event] = stripeToEvents(paymentSucceeded({ metadata: clickContext, ...fields }), {
      eventSourceUrl,
    });
    expect(event?.actionSource).toBe('physical_store');
    expect(Object.keys(event?.visitor ?? {}).sort()).toEqual(['consent', 'fbc', 'fbp']);
  });

  test('a card payment where a Terminal was allowed is on its page', () => {
    const fields = {
      payment_method_types: ['card', 'card_present'],
      latest_charge: present('card'),
    };
    const [event] = stripeToEvents(paymentSucceeded(fields), { eventSourceUrl });
    expect(event?.actionSource).toBeUndefined();
    expect(event?.visitor).toMatchObject({ eventSourceUrl });
  });
});
