export {
  type BackfillOptions,
  type BackfillProgress,
  type BackfillResult,
  backfillStripe,
  type StripeEventLists,
} from './backfill.ts';
export { packClientReference } from './mapping/client-reference.ts';
export { stripeEventId } from './mapping/event-id.ts';
export { eventTypes as stripeEventTypes } from './mapping/event-maps.ts';
export { majorUnits } from './mapping/minor-units.ts';
export type { StripeToEventsOptions } from './mapping/options.ts';
export type { StripeEvent } from './mapping/stripe-event.ts';
export { stripeToEvents } from './mapping/to-events.ts';
export { type StripeAdapter, type StripeAdapterOptions, stripeAdapter } from './webhook/adapter.ts';
export { type StripeConnectHandlerOptions, stripeConnectHandler } from './webhook/connect.ts';
export type { StripeLookups } from './webhook/look-up.ts';
export type { SinkOfAccount } from './webhook/sink-of-account.ts';
export { withVisitor } from './with-visitor.ts';
