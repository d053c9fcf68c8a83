import type { CapiEvent, CustomData, UserData, Warning } from '@meta-capi/core';
import { mergePackedVisitors } from '@meta-capi/core/adapter';
import { bookingEventId } from './event-id.ts';
import { type Booking, type BookingPayload, readBooking } from './payload.ts';

/** The event of a confirmed booking; `[]` for every other payload. */
export function bookingToEvents(payload: BookingPayload): readonly CapiEvent[] {
  if (payload?.type !== 'booking.confirmed') return [];
  const { booking } = readBooking(payload.booking);
  return booking === undefined ? [] : [eventOf(booking)];
}

/** Reports a confirmed booking that makes no event: without this it would be lost unnoticed. */
export function bookingWarnings(payload: BookingPayload): readonly Warning[] {
  if (payload?.type !== 'booking.confirmed') return [];
  const reading = readBooking(payload.booking);
  if (reading.booking !== undefined) return [];
  const message = `${reading.field} is missing or has another format, so the booking is not sent.`;
  return [{ code: 'unreadable_booking', path: reading.field, message }];
}

function eventOf(booking: Booking): CapiEvent {
  return {
    // "The booking of an appointment to visit one of your locations."
    // https://www.facebook.com/business/help/402791146561655
    eventName: 'Schedule',
    eventId: bookingEventId(booking.id),
    eventTime: new Date(booking.confirmed_at),
    userData: userDataOf(booking),
    // The customer's answer may be stricter than the booking's: the strictest consent counts.
    visitor: mergePackedVisitors([booking.metadata, booking.customer.metadata]),
    customData: customDataOf(booking),
  };
}

/** Raw values: core normalises and hashes them. */
function userDataOf({ customer }: Booking): UserData {
  return {
    email: customer.email,
    phone: customer.phone,
    firstName: customer.first_name,
    lastName: customer.last_name,
  };
}

/** Meta's own key names: core does not change this object, except in its checks. */
function customDataOf({ service, price }: Booking): CustomData {
  return {
    ...(service && { content_name: service }),
    ...(price && { value: Number(price.amount), currency: price.currency.toUpperCase() }),
  };
}
