import type { CapiEvent } from '@meta-capi/core';
import { checkoutSessionToEvents } from './checkout-session.ts';
import { invoiceToEvents } from './invoice.ts';
import type { StripeToEventsOptions } from './options.ts';
import { paymentIntentToEvents } from './payment-intent.ts';
import type { StripeEvent } from './stripe-event.ts';
import { subscriptionToEvents } from './subscription.ts';

type EventMap = (event: StripeEvent, options: StripeToEventsOptions) => readonly CapiEvent[];

/** Every kind of event that can be a conversion, and what it then makes. */
export const eventMaps: ReadonlyMap<string, EventMap> = new Map([
  ['payment_intent.succeeded', onlyWhen('payment_intent', paymentIntentToEvents)],
  ['checkout.session.completed', onlyWhen('checkout', checkoutSessionToEvents)],
  ['checkout.session.async_payment_succeeded', onlyWhen('checkout', checkoutSessionToEvents)],
  ['invoice.paid', onlyWhen('invoice', invoiceToEvents)],
  ['customer.subscription.created', subscriptionToEvents],
  ['customer.subscription.updated', subscriptionToEvents],
]);

function onlyWhen(source: StripeToEventsOptions['which'], map: EventMap): EventMap {
  return (event, options) =>
    (options.which ?? 'payment_intent') === source ? map(event, options) : [];
}
