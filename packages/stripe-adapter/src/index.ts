export { type StripeAdapter, type StripeAdapterOptions, stripeAdapter } from './adapter.ts';
export {
  type BackfillOptions,
  type BackfillProgress,
  type BackfillResult,
  backfillStripe,
  type StripeEventLists,
} from './backfill.ts';
export { stripeEventId } from './event-id.ts';
export type { StripeLookups } from './look-up.ts';
export { type StripeEvent, type StripeToEventsOptions, stripeToEvents } from './to-events.ts';
export { withVisitor } from './with-visitor.ts';
