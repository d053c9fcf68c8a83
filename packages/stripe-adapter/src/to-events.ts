export type { StripeToEventsOptions } from './mapping/options.ts';
export type { StripeEvent } from './mapping/stripe-event.ts';
export { stripeToEvents } from './mapping/to-events.ts';
