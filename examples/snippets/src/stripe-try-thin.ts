import Stripe from 'stripe';

/** Posts a thin event of a PaymentIntent that exists in your sandbox; returns the route's status. */
export async function postThinPayment(route: string, secret: string, id: string): Promise<number> {
  const body = JSON.stringify({
    id: 'evt_try_thin',
    object: 'v2.core.event',
    type: 'v1.payment_intent.succeeded',
    created: new Date().toISOString(),
    livemode: false,
    related_object: { id, type: 'payment_intent', url: `/v1/payment_intents/${id}` },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return (await fetch(route, { method: 'POST', headers, body })).status;
}
