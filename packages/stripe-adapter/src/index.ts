export {
  type BackfillOptions,
  type BackfillProgress,
  type BackfillResult,
  backfillStripe,
  type StripeEventLists,
} from './backfill.ts';
export { stripeEventId } from './event-id.ts';
export { type StripeEvent, type StripeToEventsOptions, stripeToEvents } from './to-events.ts';
export { type StripeAdapter, type StripeAdapterOptions, stripeAdapter } from './webhook/adapter.ts';
export type { StripeLookups } from './webhook/look-up.ts';
export { withVisitor } from './with-visitor.ts';
