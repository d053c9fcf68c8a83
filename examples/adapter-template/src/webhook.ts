import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core/adapter';
import type { BookingPayload } from './payload.ts';
import { isSigned } from './signature.ts';
import { bookingToEvents, bookingWarnings } from './to-events.ts';

export interface BookingAdapterOptions {
  /** The webhook's signing secret. Without one every request is answered 503. */
  secret: string | undefined;
}

/**
 * The webhooks of Example Bookings, for `createWebhookHandler`. Does not throw: it is called at module
 * scope, where an exception would fail a build.
 */
export function bookingAdapter({ secret }: BookingAdapterOptions): WebhookAdapter<BookingPayload> {
  return {
    name: 'booking',
    // It sends a webhook again for two days after a 503, so nothing is lost.
    redelivers: true,
    timeoutMs: 10_000,
    async receive(request) {
      if (!secret) throw new WebhookError(503, 'secret: set it to the signing secret.');
      if (request.method !== 'POST') throw new WebhookError(405, 'Only POST is accepted.');
      const signature = request.headers.get('booking-signature');
      if (signature === null) throw new WebhookError(401, 'Missing booking-signature header.');
      const body = await readBody(request);
      if (!(await isSigned(body, signature, secret))) throw new WebhookError(401, wrongSignature);
      return payloadOf(body);
    },
    toEvents: bookingToEvents,
    warnings: bookingWarnings,
  };
}

const wrongSignature =
  'The booking-signature header does not match the body. Set secret to the signing secret of this webhook, and check the clock of this server.';

function payloadOf(body: Uint8Array): BookingPayload {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as BookingPayload;
  } catch {
    throw new WebhookError(400, 'The body is not JSON.');
  }
}
