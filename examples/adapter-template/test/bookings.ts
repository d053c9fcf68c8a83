import { createHmac } from 'node:crypto';

export const secret = 'made-up-signing-secret';
export const apiToken = 'made-up-api-token';

/** A booking as the made-up vendor's API returns it. */
export function bookingOf(id: string, change: Readonly<Record<string, unknown>> = {}): object {
  return {
    id,
    status: 'confirmed',
    confirmed_at: new Date(Date.now() - 3_600_000).toISOString(),
    service: 'Guided tour',
    price: { amount: '120.50', currency: 'eur' },
    customer: {
      email: `${id}@example.com`,
      phone: '+30 694 000 0000',
      first_name: 'Maria',
      last_name: 'Nikolaidou',
      metadata: {},
    },
    metadata: { meta_consent: 'granted', meta_fbp: 'fb.1.1700000000000.1116446470' },
    ...change,
  };
}

export function confirmed(booking: object): { type: string; booking: object } {
  return { type: 'booking.confirmed', booking };
}

/** Signed by Node's crypto, so that the signature is not checked with the code that made it. */
export function signatureOf(
  body: string,
  time = Math.floor(Date.now() / 1000),
  key = secret,
): string {
  return `t=${time},v1=${createHmac('sha256', key).update(`${time}.${body}`).digest('hex')}`;
}

export function webhook(payload: unknown, headers?: Readonly<Record<string, string>>): Request {
  const body = JSON.stringify(payload);
  return new Request('https://shop.example/webhooks/booking', {
    method: 'POST',
    body,
    headers: headers ?? { 'booking-signature': signatureOf(body) },
  });
}

/** `GET /v1/bookings`, as strict as such an API is: it refuses what it does not know. */
export function bookingsApi(bookings: readonly Readonly<Record<string, unknown>>[]): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { origin, pathname, searchParams: query } = new URL(request.url);
    if (
      `${request.method} ${origin}${pathname}` !== 'GET https://api.bookings.example/v1/bookings'
    ) {
      return new Response(null, { status: 404 });
    }
    if (request.headers.get('authorization') !== `Bearer ${apiToken}`) {
      return new Response(null, { status: 401 });
    }
    const {
      confirmed_after: after = '',
      limit = '',
      cursor,
      ...unknown
    } = Object.fromEntries(query);
    const offset = cursor === undefined ? 0 : Number(/^after_(\d+)$/.exec(cursor)?.[1]);
    const isValid = Number(limit) >= 1 && Number(limit) <= 100 && Number.isInteger(offset);
    if (!isValid || Number.isNaN(Date.parse(after)) || Object.keys(unknown).length > 0) {
      return new Response(null, { status: 400 });
    }
    const matching = bookings.filter(
      ({ confirmed_at: at }) => Date.parse(String(at)) > Date.parse(after) || at === undefined,
    );
    const end = offset + Number(limit);
    const next_cursor = end < matching.length ? `after_${end}` : null;
    return Response.json({ bookings: matching.slice(offset, end), next_cursor });
  };
}
