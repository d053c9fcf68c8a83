import { packVisitor, visitorFromRequest } from '@meta-capi/core';
import type Stripe from 'stripe';

/** Creates the PaymentIntent, with the visitor in its metadata for the webhook. */
export async function startPayment(request: Request, stripe: Stripe): Promise<Response> {
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const { client_secret } = await stripe.paymentIntents.create({
    amount: 4200,
    currency: 'eur',
    metadata: { order_id: 'A-1001', ...packVisitor(visitor, { include: ['ip', 'userAgent'] }) },
  });
  return Response.json({ clientSecret: client_secret });
}
