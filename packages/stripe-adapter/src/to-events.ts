import type { CapiEvent } from '@meta-capi/core';
import { countedMap } from './event-maps.ts';
import type { StripeToEventsOptions } from './options.ts';
import { readStripeEvent, type StripeEvent } from './stripe-event.ts';

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
  return (read && countedMap(read.type, options)?.toEvents(read, options)) ?? [];
}
