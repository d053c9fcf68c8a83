import { visitorFromRequest } from '@meta-capi/core';
import { withVisitor } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';

/** Simulates Stripe: sends the webhook of a test payment, then the buyer to the thank-you page. */
export async function POST(request: Request): Promise<Response> {
  const created = Math.floor(Date.now() / 1000);
  const id = `pi_test_${crypto.randomUUID().slice(0, 8)}`;
  // In your checkout: stripe.paymentIntents.create(withVisitor({ amount, … }, visitor)).
  const visitor = visitorFromRequest(request);
  const object = withVisitor(
    { id, amount: 2450, amount_received: 2450, currency: 'eur', receipt_email: 'anna@example.com' },
    visitor,
    { include: ['userAgent'] },
  );
  const event = { id: `evt_${id}`, type: 'payment_intent.succeeded', created, livemode: false };
  const payload = JSON.stringify({ ...event, data: { object } });
  const secret = process.env['STRIPE_WEBHOOK_SECRET'] ?? '';
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const webhook = new URL('/api/webhooks/stripe', request.url);
  const { status } = await fetch(webhook, { method: 'POST', headers, body: payload });
  if (status !== 200) return new Response(`The webhook answered ${status}.`, { status: 502 });

  const location = `/thank-you?payment_intent=${id}&redirect_status=succeeded`;
  return new Response(null, { status: 303, headers: { location } });
}
