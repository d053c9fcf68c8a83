import type Stripe from 'stripe';

interface PixelEvent {
  eventName: 'Purchase' | 'StartTrial' | 'Subscribe';
  eventId: string;
  customData: { subscription_id: string; value?: number; currency?: string };
}

/**
 * The Pixel's events on the page that `success_url` names with `{CHECKOUT_SESSION_ID}`, where
 * `purchaseSource` is `invoice`: those that the webhook makes of the same subscription.
 */
export async function pixelEvents(stripe: Stripe, sessionId: string): Promise<PixelEvent[]> {
  const session = await stripe.checkout.sessions.retrieve(sessionId, { expand: ['subscription'] });
  const { subscription, invoice, amount_total, currency, payment_status } = session;
  if (subscription === null || typeof subscription === 'string') return [];
  const subscription_id = subscription.id;
  if (subscription.status === 'trialing') {
    return [{ eventName: 'StartTrial', eventId: subscription_id, customData: { subscription_id } }];
  }
  // A bank debit is paid days later, and an amount of 0 is no sale: the webhook decides.
  if (payment_status !== 'paid' || !amount_total || !currency || invoice === null) return [];
  // For currencies with two decimals.
  const value = amount_total / 100;
  const customData = { subscription_id, value, currency: currency.toUpperCase() };
  const invoiceId = typeof invoice === 'string' ? invoice : invoice.id;
  return [
    { eventName: 'Purchase', eventId: invoiceId, customData },
    { eventName: 'Subscribe', eventId: subscription_id, customData },
  ];
}
