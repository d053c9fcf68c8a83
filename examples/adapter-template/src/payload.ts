import * as z from 'zod/mini';

/** The body of a webhook: anything, until the schema has read it. */
export interface BookingPayload {
  type?: unknown;
  booking?: unknown;
}

// A detail that is missing or wrong is left out. Only what an event cannot do without is required.
const text = z.catch(z.optional(z.string()), undefined);
const amount = z.string().check(z.regex(/^\d+(?:\.\d+)?$/));
const metadata = z.catch(z.optional(z.record(z.string(), z.unknown())), undefined);

const bookingSchema = z.object({
  id: z.string().check(z.minLength(1)),
  confirmed_at: z.iso.datetime({ offset: true }),
  service: text,
  price: z.catch(z.optional(z.object({ amount, currency: z.string() })), undefined),
  customer: z.catch(
    z.object({ email: text, phone: text, first_name: text, last_name: text, metadata }),
    {},
  ),
  metadata,
});

/** What is read of a booking. */
export type Booking = z.infer<typeof bookingSchema>;

/** The booking, or the name of the field because of which it cannot be read. */
export function readBooking(
  value: unknown,
): { booking: Booking } | { booking: undefined; field: string } {
  const reading = bookingSchema.safeParse(value);
  if (reading.success) return { booking: reading.data };
  const [issue] = reading.error.issues;
  return { booking: undefined, field: ['booking', ...(issue?.path ?? [])].join('.') };
}
