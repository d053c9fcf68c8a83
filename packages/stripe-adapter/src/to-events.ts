import type { CapiEvent } from '@meta-capi/core';
import { countedMap } from './mapping/event-maps.ts';
import type { StripeToEventsOptions } from './mapping/options.ts';
import { readStripeEvent, type StripeEvent } from './mapping/stripe-event.ts';

export type { StripeEvent, StripeToEventsOptions };

/**
 * The conversions of a Stripe event, for a webhook route that you already have; `[]` for every other
 * event. A thin event contains no object, so it is `[]` too: `stripeAdapter` fetches it. Never throws.
 *
 * Values are in major units, times are the event's, and test-mode events are marked, so that they are
 * sent only with a test event code.
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
