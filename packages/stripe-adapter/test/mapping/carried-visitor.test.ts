import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { expect, test } from 'vitest';
import { clickContext } from '../fixtures/index.ts';
import { invoicePaid } from '../fixtures/invoice.ts';
import { paymentSucceeded } from '../fixtures/payment-intent.ts';

const eventSourceUrl = 'https://shop.example.com/pay';

test('the visitor is read from metadata, among the shop’s own keys', () => {
  const [event] = stripeToEvents(
    paymentSucceeded({ metadata: { order_id: '1001', ...clickContext } }),
  );
  expect(event?.visitor).toEqual({
    fbp: clickContext.meta_fbp,
    fbc: clickContext.meta_fbc,
    clientIpAddress: clickContext.meta_ip,
    clientUserAgent: clickContext.meta_ua,
    eventSourceUrl: clickContext.meta_url,
    consent: 'granted',
  });
});

test('eventSourceUrl is used if metadata contains no page', () => {
  const [without] = stripeToEvents(paymentSucceeded(), { eventSourceUrl });
  expect(without?.visitor).toEqual({ eventSourceUrl, consent: 'unknown' });
  const [carried] = stripeToEvents(paymentSucceeded({ metadata: clickContext }), {
    eventSourceUrl,
  });
  expect(carried?.visitor?.eventSourceUrl).toBe(clickContext.meta_url);
});

test('the IP address and user agent that Stripe saw are not the visitor’s', () => {
  const online = { ip_address: '93.184.215.99', user_agent: 'a server' };
  const [event] = stripeToEvents(
    paymentSucceeded({ mandate_data: { customer_acceptance: { online } }, client_ip: '8.8.8.8' }),
  );
  expect(event?.visitor).toEqual({ consent: 'unknown' });
});

test.each([
  ['granted', 'limited', 'limited', 'parent.subscription_details.metadata meta_consent'],
  ['limited', 'granted', 'limited', 'metadata meta_consent'],
  [undefined, 'granted', 'granted', undefined],
  [undefined, undefined, 'unknown', undefined],
])(
  '%j on the invoice and %j on its subscription is %s',
  (own, parents, consent, consentCarrier) => {
    const said = (meta_consent: string | undefined) => (meta_consent ? { meta_consent } : {});
    const event = invoicePaid({
      metadata: { meta_url: eventSourceUrl, ...said(own) },
      parent: { subscription_details: { metadata: said(parents) } },
    });
    expect(stripeToEvents(event, { purchaseSource: 'invoice' })[0]?.visitor).toEqual({
      eventSourceUrl,
      consent,
      consentCarrier,
    });
  },
);

test('a denial counts in any carrier, and nothing else of the visitor is read', () => {
  const parent = { subscription_details: { metadata: { meta_consent: 'denied' } } };
  const event = invoicePaid({ metadata: clickContext, parent });
  expect(stripeToEvents(event, { purchaseSource: 'invoice' })[0]?.visitor).toEqual({
    consent: 'denied',
    consentCarrier: 'parent.subscription_details.metadata meta_consent',
  });
});
