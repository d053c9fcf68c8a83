import Stripe from 'stripe';

/** STRIPE_API_URL points to a stand-in in this example; without it this is Stripe itself. */
export function stripe(): Stripe {
  const api = process.env['STRIPE_API_URL'];
  const { hostname, port } = new URL(api ?? 'https://api.stripe.com');
  return new Stripe(
    process.env['STRIPE_SECRET_KEY'] ?? '',
    api === undefined ? {} : { host: hostname, port, protocol: 'http' },
  );
}

/** `undefined` where Stripe has none: an old link, or one of test mode in live mode. */
export async function findPaymentIntent(id: string): Promise<Stripe.PaymentIntent | undefined> {
  try {
    return await stripe().paymentIntents.retrieve(id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return undefined;
    throw error;
  }
}
