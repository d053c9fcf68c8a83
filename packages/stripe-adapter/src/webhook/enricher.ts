import { skippedAccount } from '../mapping/accounts.ts';
import { countedMap } from '../mapping/event-maps.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import type { StripeEvent } from '../mapping/stripe-event.ts';
import { readThinEvent } from '../mapping/thin-event.ts';
import { enrich } from './enrich.ts';
import { watchEventTypes } from './event-type-watch.ts';
import type { StripeLookups } from './look-up.ts';
import { RedeliveryNeededError } from './redelivery-needed.ts';

/** What is done with an event between its arrival and its mapping, however Stripe delivers it. */
export interface Enricher {
  /** Notes its type, for hints on the console. */
  received(event: StripeEvent): void;
  /** @throws RedeliveryNeededError where it is unknown what the event counts as */
  enrich(event: StripeEvent): Promise<StripeEvent>;
}

export function createEnricher(
  options: StripeToEventsOptions,
  stripe: StripeLookups | undefined,
): Enricher {
  const watch = watchEventTypes(options, stripe !== undefined);
  return {
    received(event) {
      if (skippedAccount(event, options) === undefined) watch.received(event);
    },
    async enrich(event) {
      if (skippedAccount(event, options) !== undefined) return event;
      if (stripe === undefined) refuseThin(event, options);
      const enriched = stripe === undefined ? event : await enrich(event, stripe, options, watch);
      watch.enriched(enriched);
      return enriched;
    },
  };
}

/** Without the object it is unknown what a thin event counts as. */
function refuseThin(payload: unknown, options: StripeToEventsOptions): void {
  const thin = readThinEvent(payload);
  if (thin === undefined || countedMap(thin.type, options) === undefined) return;
  throw new RedeliveryNeededError(
    `v1.${thin.type} is a thin event and contains no object: give the option stripe, or create the event destination in Stripe with snapshot payloads.`,
  );
}
