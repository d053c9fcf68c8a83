export {
  type BackfillBookingsOptions,
  type BackfillBookingsResult,
  backfillBookings,
} from './backfill.ts';
export { bookingEventId } from './event-id.ts';
export type { BookingPayload } from './payload.ts';
export { bookingToEvents } from './to-events.ts';
export { type BookingAdapterOptions, bookingAdapter } from './webhook.ts';
