export { type StripeAdapterOptions, stripeAdapter } from './adapter.ts';
export { stripeEventId } from './event-id.ts';
export type { StripeLookups } from './look-up.ts';
export { type StripeEvent, type StripeToEventsOptions, stripeToEvents } from './to-events.ts';
export { type CreationParams, withVisitor } from './with-visitor.ts';
