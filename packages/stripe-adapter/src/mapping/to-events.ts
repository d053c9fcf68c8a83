import type { CapiEvent } from '@meta-capi/core';
import { skippedAccount } from './accounts.ts';
import { countedMap } from './event-maps.ts';
import type { StripeToEventsOptions } from './options.ts';
import { readStripeEvent, type StripeEvent } from './stripe-event.ts';
import { createWarnOnce } from './warn-once.ts';

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
  const skipped = skippedAccount(event, options)?.message;
  if (skipped !== undefined) warnOnce(skipped);
  return eventsOf(event, options);
}

const warnOnce = createWarnOnce();

/** The same without the console. */
export function eventsOf(event: StripeEvent, options: StripeToEventsOptions): readonly CapiEvent[] {
  const read = readStripeEvent(event);
  if (read === undefined || skippedAccount(read, options) !== undefined) return [];
  return countedMap(read.type, options)?.toEvents(read, options) ?? [];
}
