/**
 * The event id of a booking, for the page that shows "Thank you": the Pixel event and the webhook's
 * event then count once. Import it from a file without other imports, so that the page stays small.
 */
export function bookingEventId(bookingId: string): string {
  return `booking_${bookingId}`;
}
