import { visitorFromRequest } from '@meta-capi/core';
import { withVisitor } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

/** For embedded Checkout: the page mounts it with the client secret. */
export async function createSession(request: Request, stripe: Stripe): Promise<Response> {
  const { client_secret } = await stripe.checkout.sessions.create(
    withVisitor(
      {
        ui_mode: 'embedded_page',
        mode: 'payment',
        line_items: [{ price: 'price_of_your_product', quantity: 1 }],
        return_url: 'https://shop.example.com/thanks?session_id={CHECKOUT_SESSION_ID}',
      },
      visitorFromRequest(request, { trustProxy: 1 }),
    ),
  );
  return Response.json({ clientSecret: client_secret });
}
