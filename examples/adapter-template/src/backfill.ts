import type { EventSink } from '@meta-capi/core';
import {
  type BackfillPage,
  type BackfillResult,
  type RunBackfillOptions,
  runBackfill,
} from '@meta-capi/core/adapter';
import * as z from 'zod/mini';
import { bookingToEvents } from './to-events.ts';

export interface BackfillBookingsOptions extends RunBackfillOptions {
  apiToken: string;
  /** The webhook's sink, `onlyOnce` included: without it, at most 47 hours back. */
  sink: EventSink;
  /** Makes the requests instead of the platform's `fetch`. */
  fetch?: typeof fetch | undefined;
}

export interface BackfillBookingsResult extends BackfillResult {
  /** Bookings that lack an id or a time. */
  unreadable: number;
}

/**
 * Sends the bookings that the webhook has missed, with the same ids and times.
 *
 * @throws Error if the API refuses, RangeError as in `runBackfill`; what was sent before is sent
 */
export async function backfillBookings(
  options: BackfillBookingsOptions,
): Promise<BackfillBookingsResult> {
  const counts = { unreadable: 0 };
  const result = await runBackfill(bookingPages(options, counts), options.sink, options);
  return { ...result, ...counts };
}

/** One page of the API after another: `runBackfill` asks for the next one when this one is sent. */
async function* bookingPages(
  { apiToken, since, resumeAt, signal, fetch: send = fetch }: BackfillBookingsOptions,
  counts: { unreadable: number },
): AsyncGenerator<BackfillPage> {
  let cursor = resumeAt;
  do {
    const query = { confirmed_after: since.toISOString(), limit: '100', ...(cursor && { cursor }) };
    const response = await send(`${origin}/v1/bookings?${new URLSearchParams(query)}`, {
      headers: { authorization: `Bearer ${apiToken}` },
      // A redirect would send the token to another host.
      redirect: 'error',
      signal: signal ?? AbortSignal.timeout(30_000),
    });
    if (!response.ok) throw new Error(`GET /v1/bookings: HTTP status ${response.status}.`);
    const { bookings, next_cursor } = pageSchema.parse(await response.json());
    const made = bookings.map((booking) => bookingToEvents({ type: 'booking.confirmed', booking }));
    counts.unreadable += made.filter(({ length }) => length === 0).length;
    cursor = next_cursor ?? undefined;
    yield { read: bookings.length, events: made.flat(), resumeAt: cursor };
  } while (cursor !== undefined);
}

const origin = 'https://api.bookings.example';

const pageSchema = z.object({
  bookings: z.array(z.unknown()),
  next_cursor: z.nullable(z.string()),
});
