import { withVisitor } from '@meta-capi/stripe-adapter';
import { formOf, missing, textOf } from '../../../lib/form.ts';
import { product } from '../../../lib/product.ts';
import { stripe } from '../../../lib/stripe.ts';
import { visitorOf } from '../../../lib/visitor.ts';

/** Makes a PaymentIntent that carries the visitor, and answers where to pay it. */
export async function POST(request: Request): Promise<Response> {
  const form = await formOf(request);
  const refusal = missing(form, 'email');
  if (refusal) return refusal;

  const visitor = visitorOf(request);
  const intent = await stripe().paymentIntents.create(
    withVisitor(
      {
        amount: product.amount,
        currency: product.currency,
        confirm: true,
        payment_method_data: { type: 'ideal' as const },
        receipt_email: textOf(form, 'email'),
        // Not from the request: behind a proxy its URL is not the shop's, and Origin may be "null".
        return_url: new URL('/thank-you', process.env['SHOP_URL']).href,
        metadata: { order_id: crypto.randomUUID() },
      },
      visitor,
      { include: ['ip', 'userAgent'] },
    ),
  );
  return Response.json({ ok: true, payUrl: intent.next_action?.redirect_to_url?.url });
}
