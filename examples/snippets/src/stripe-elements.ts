import { visitorFromRequest } from '@meta-capi/core';
import { withVisitor } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

/** For Elements and mobile apps: the route that creates the PaymentIntent. */
export async function createPayment(request: Request, stripe: Stripe): Promise<Response> {
  const { client_secret } = await stripe.paymentIntents.create(
    withVisitor({ amount: 4999, currency: 'eur' }, visitorFromRequest(request, { trustProxy: 1 })),
  );
  return Response.json({ clientSecret: client_secret });
}
