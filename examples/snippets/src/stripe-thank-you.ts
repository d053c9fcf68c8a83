import { stripeEventId } from '@meta-capi/stripe-adapter/event-id';

type Pixel = (
  command: 'track',
  eventName: 'Purchase',
  customData: { value: number; currency: string },
  options: { eventID: string },
) => void;

/** On the page that `return_url` names: only what has been paid is a Purchase. */
export function trackPurchase(pixel: Pixel, value: number, currency: string): void {
  const query = new URL(globalThis.location.href).searchParams;
  const paymentIntent = query.get('payment_intent');
  if (paymentIntent === null || query.get('redirect_status') !== 'succeeded') return;
  pixel('track', 'Purchase', { value, currency }, { eventID: stripeEventId(paymentIntent) });
}
