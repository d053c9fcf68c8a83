import type { CapiEvent } from '@meta-capi/core';
import { checkoutSessionToEvents } from './checkout-session.ts';
import { invoiceToEvents } from './invoice.ts';
import type { StripeToEventsOptions } from './options.ts';
import { paymentIntentToEvents } from './payment-intent.ts';
import { readStripeEvent, type StripeEvent } from './stripe-event.ts';
import { subscriptionToEvents } from './subscription.ts';

export type { StripeEvent, StripeToEventsOptions };

/**
 * The conversions a Stripe event stands for, for a webhook route you already have; `[]` for every
 * event that is none, thin events included. Never throws.
 *
 * Values are in major units, times are the event's own, and test-mode events are marked so that
 * they leave only with a test event code.
 *
 * @example
 * const event = stripe.webhooks.constructEvent(body, signature, secret);
 * await capi.sendEvents(stripeToEvents(event));
 */
export function stripeToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions = {},
): readonly CapiEvent[] {
  const read = readStripeEvent(event);
  const map = read && maps.get(read.type);
  return read && map ? map(read, options) : [];
}

type EventMap = (event: StripeEvent, options: StripeToEventsOptions) => readonly CapiEvent[];

/** The kinds of event that may be conversions: what an endpoint should listen to. */
const maps = new Map<string, EventMap>([
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
