import { visitorFromRequest } from '@meta-capi/core';
import { withVisitor } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

const price = 'price_of_your_plan';

export async function subscribe(request: Request, stripe: Stripe): Promise<Response> {
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const session = await stripe.checkout.sessions.create(
    withVisitor(
      {
        mode: 'subscription',
        line_items: [{ price, quantity: 1 }],
        success_url: 'https://shop.example.com/thanks?session_id={CHECKOUT_SESSION_ID}',
        metadata: { plan: 'gold' },
      },
      visitor,
      { include: ['ip', 'userAgent'] },
    ),
  );
  return Response.redirect(session.url ?? 'https://shop.example.com/', 303);
}
