import Stripe from 'stripe';

/** Posts a made-up payment to your own route, signed as Stripe signs; returns the route's status. */
export async function postPayment(route: string, secret: string): Promise<number> {
  const created = Math.floor(Date.now() / 1000);
  const object = {
    id: `pi_try_${created}`,
    amount: 4999,
    currency: 'eur',
    receipt_email: 'anna@example.com',
    metadata: { meta_consent: 'granted' },
  };
  const event = { id: 'evt_try', type: 'payment_intent.succeeded', created, livemode: false };
  const body = JSON.stringify({ ...event, data: { object } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return (await fetch(route, { method: 'POST', headers, body })).status;
}
