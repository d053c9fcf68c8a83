import type { CapiEvent } from '@meta-capi/core';
import { badCheckoutSessionFields, checkoutSessionToEvents } from './checkout-session.ts';
import { badInvoiceFields, invoiceToEvents } from './invoice.ts';
import type { StripeToEventsOptions } from './options.ts';
import { badPaymentIntentFields, paymentIntentToEvents } from './payment-intent.ts';
import type { StripeEvent } from './stripe-event.ts';
import { badSubscriptionFields, subscriptionToEvents } from './subscription.ts';

export interface EventMap {
  /** The `which` under which it counts; every one where there is none. */
  which?: NonNullable<StripeToEventsOptions['which']>;
  toEvents: (event: StripeEvent, options: StripeToEventsOptions) => readonly CapiEvent[];
  /** The paths at which the event's object lacks what an event needs. */
  badFields: (object: unknown) => readonly string[];
}

const paymentIntent: EventMap = {
  which: 'payment_intent',
  toEvents: paymentIntentToEvents,
  badFields: badPaymentIntentFields,
};
const checkoutSession: EventMap = {
  which: 'checkout',
  toEvents: checkoutSessionToEvents,
  badFields: badCheckoutSessionFields,
};
const invoice: EventMap = {
  which: 'invoice',
  toEvents: invoiceToEvents,
  badFields: badInvoiceFields,
};
const subscription: EventMap = { toEvents: subscriptionToEvents, badFields: badSubscriptionFields };

/** Every kind of event that can be a conversion, and what it then makes. */
export const eventMaps: ReadonlyMap<string, EventMap> = new Map([
  ['payment_intent.succeeded', paymentIntent],
  ['checkout.session.completed', checkoutSession],
  ['checkout.session.async_payment_succeeded', checkoutSession],
  ['invoice.paid', invoice],
  ['customer.subscription.created', subscription],
  ['customer.subscription.updated', subscription],
]);

/** The map of a kind of event that counts under these options. */
export function countedMap(type: string, options: StripeToEventsOptions): EventMap | undefined {
  const map = eventMaps.get(type);
  const isCounted = map?.which === undefined || map.which === (options.which ?? 'payment_intent');
  return isCounted ? map : undefined;
}
