import { packVisitor, visitorFromRequest } from '@meta-capi/core';
import type Stripe from 'stripe';

/** Makes the PaymentIntent, and lets it carry the visitor to the webhook. */
export async function startPayment(request: Request, stripe: Stripe): Promise<Response> {
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const { client_secret } = await stripe.paymentIntents.create({
    amount: 4200,
    currency: 'eur',
    metadata: { order_id: 'A-1001', ...packVisitor(visitor, { include: ['ip', 'userAgent'] }) },
  });
  return Response.json({ clientSecret: client_secret });
}
