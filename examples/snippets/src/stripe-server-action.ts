import { visitorFromRequest } from '@meta-capi/core';
import { withVisitor } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

/** A Server Action of Next.js has no `Request`. Call this with `await headers()` of `next/headers`. */
export async function startCheckout(headers: Headers, stripe: Stripe): Promise<string | null> {
  const request = new Request('https://shop.example.com', { method: 'POST', headers });
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const { url } = await stripe.checkout.sessions.create(
    withVisitor(
      {
        mode: 'payment',
        line_items: [{ price: 'price_of_your_product', quantity: 1 }],
        success_url: 'https://shop.example.com/thanks?session_id={CHECKOUT_SESSION_ID}',
      },
      visitor,
      { include: ['ip', 'userAgent'] },
    ),
  );
  return url;
}
