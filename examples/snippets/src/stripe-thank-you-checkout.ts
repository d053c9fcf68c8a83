import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';
import type Stripe from 'stripe';

/**
 * The id of the Pixel's Purchase on the page that `success_url` names with `{CHECKOUT_SESSION_ID}`,
 * where `purchaseSource` is `invoice`; none where nothing is paid yet, or nothing was to pay.
 */
export async function purchaseId(stripe: Stripe, sessionId: string): Promise<string | undefined> {
  const { payment_status, invoice } = await stripe.checkout.sessions.retrieve(sessionId);
  if (payment_status !== 'paid' || invoice === null) return undefined;
  return stripeEventId(typeof invoice === 'string' ? invoice : invoice.id);
}
