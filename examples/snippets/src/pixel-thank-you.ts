import { trackPixelEvent } from '@meta-capi/pixel';

/**
 * Stripe sends the buyer back with `?payment_intent=pi_…&redirect_status=succeeded`, and where
 * `purchaseSource` is `payment_intent` that id is the id of the server's event. A payment that is
 * still processing is left to the webhook: it may take days, and Meta pairs events within 48 hours.
 */
export function trackPurchase(page: URL, order: { value: number; currency: string }): boolean {
  const paymentIntent = page.searchParams.get('payment_intent');
  if (paymentIntent === null || page.searchParams.get('redirect_status') !== 'succeeded') {
    return false;
  }
  return trackPixelEvent('Purchase', order, paymentIntent);
}
