export { stripeEventId } from './mapping/event-id.ts';
