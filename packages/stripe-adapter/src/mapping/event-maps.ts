import type { CapiEvent } from '@meta-capi/core';
import {
  badCheckoutSessionFields,
  capturedSessionToEvents,
  checkoutSessionToEvents,
} from './checkout-session.ts';
import { badInvoiceFields, invoiceToEvents } from './invoice.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from './options.ts';
import { badPaymentIntentFields, paymentIntentToEvents } from './payment-intent.ts';
import type { StripeEvent } from './stripe-event.ts';
import { badSubscriptionFields, subscriptionToEvents } from './subscription.ts';

export interface EventMap {
  /** Whether events of this type can make something under these options. */
  counts: (settings: Settings) => boolean;
  toEvents: (event: StripeEvent, options: StripeToEventsOptions) => readonly CapiEvent[];
  /** The paths at which the event's object lacks what an event needs. */
  badFields: (object: unknown) => readonly string[];
}

const paymentIntent: EventMap = {
  counts: ({ purchaseSource }) => purchaseSource === 'payment_intent',
  toEvents: paymentIntentToEvents,
  badFields: badPaymentIntentFields,
};
const capturedSession: EventMap = {
  counts: ({ purchaseSource }) => purchaseSource === 'checkout',
  toEvents: capturedSessionToEvents,
  // Most PaymentIntents belong to no such session.
  badFields: () => [],
};
const checkoutSession: EventMap = {
  counts: ({ purchaseSource }) => purchaseSource === 'checkout',
  toEvents: checkoutSessionToEvents,
  badFields: badCheckoutSessionFields,
};
const invoice: EventMap = {
  counts: ({ purchaseSource, subscriptionEvents, renewals }) =>
    purchaseSource === 'invoice' || subscriptionEvents || renewals === 'recurring',
  toEvents: invoiceToEvents,
  badFields: badInvoiceFields,
};
const trial: EventMap = {
  counts: ({ subscriptionEvents }) => subscriptionEvents,
  toEvents: subscriptionToEvents,
  badFields: badSubscriptionFields,
};
const cancellation: EventMap = {
  ...trial,
  counts: ({ renewals }) => renewals === 'recurring',
};

/** Every type of event that can be a conversion, and what it then makes. */
const eventMaps: readonly (readonly [type: string, map: EventMap])[] = [
  ['payment_intent.succeeded', paymentIntent],
  ['payment_intent.succeeded', capturedSession],
  ['checkout.session.completed', checkoutSession],
  ['checkout.session.async_payment_succeeded', checkoutSession],
  ['invoice.paid', invoice],
  ['customer.subscription.created', trial],
  ['customer.subscription.updated', trial],
  ['customer.subscription.deleted', cancellation],
];

/** The types of snapshot events that can be a conversion under some options, each once. */
export const eventTypes: readonly string[] = [...new Set(eventMaps.map(([type]) => type))];

/** The map of a type of event that counts under these options. */
export function countedMap(type: string, options: StripeToEventsOptions): EventMap | undefined {
  const settings = withDefaults(options);
  return eventMaps.find(([one, map]) => one === type && map.counts(settings))?.[1];
}
