import { packVisitor } from '@meta-capi/core';
import Stripe from 'stripe';

/** One webhook as Stripe would send it. */
export interface Webhook {
  title: string;
  body: string;
  /** The `stripe-signature` header. */
  signature: string;
}

/** What the demo shop is asked, in this order. All people are made up. */
export function demoWebhooks(secret: string, now: Date): readonly Webhook[] {
  const signed = (title: string, payment: Payment): Webhook => {
    const body = JSON.stringify(succeeded(payment, now));
    return { title, body, signature: sign(body, secret) };
  };
  const card = signed('EUR card payment', {
    id: 'pi_demo_eur',
    amount: 4999,
    currency: 'eur',
    receipt_email: 'maria@example.com',
  });
  return [
    card,
    signed('JPY payment (no minor unit)', {
      id: 'pi_demo_jpy',
      amount: 5000,
      currency: 'jpy',
      receipt_email: 'kenji@example.com',
    }),
    signed('KWD payment (three decimals)', {
      id: 'pi_demo_kwd',
      amount: 12_340,
      currency: 'kwd',
      receipt_email: 'noor@example.com',
    }),
    signed('with shipping details', {
      id: 'pi_demo_shipping',
      amount: 12_900,
      currency: 'eur',
      receipt_email: 'anna@example.com',
      shipping: {
        name: 'Anna Beispiel',
        phone: '+49 30 1234567',
        address: { city: 'Berlin', postal_code: '10115', country: 'DE' },
      },
    }),
    signed('with click context in metadata', {
      id: 'pi_demo_click',
      amount: 2500,
      currency: 'eur',
      receipt_email: 'eleni@example.com',
      metadata: packVisitor({
        fbp: `fb.1.${now.getTime() - 60_000}.1116446470`,
        fbc: `fb.1.${now.getTime() - 60_000}.IwAR2F4dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk`,
        eventSourceUrl: 'https://shop.example.com/checkout',
        consent: 'granted',
      }),
    }),
    { ...card, title: 'the first one, redelivered' },
    { ...card, title: 'with a broken signature', signature: sign(`${card.body} `, secret) },
    signed('in test mode', {
      id: 'pi_demo_test',
      amount: 100,
      currency: 'eur',
      receipt_email: 'test@example.com',
      livemode: false,
    }),
  ];
}

interface Payment {
  id: string;
  /** Minor units, as Stripe counts them. */
  amount: number;
  currency: string;
  receipt_email: string;
  shipping?: object;
  metadata?: Record<string, string>;
  livemode?: boolean;
}

function succeeded({ livemode = true, ...payment }: Payment, now: Date): object {
  const created = Math.floor(now.getTime() / 1000) - 30;
  return {
    id: `evt_${payment.id}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    type: 'payment_intent.succeeded',
    created,
    livemode,
    data: {
      object: {
        object: 'payment_intent',
        amount_received: payment.amount,
        created: created - 5,
        customer: null,
        latest_charge: 'ch_demo',
        livemode,
        metadata: {},
        shipping: null,
        status: 'succeeded',
        ...payment,
      },
    },
  };
}

function sign(payload: string, secret: string): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret });
}
