import {
  type CapiEvent,
  createCapiClient,
  prepareEvent,
  type SendResult,
} from '../../../packages/core/src/index.ts';
import { accessToken, type Contender, pixelId } from '../contender.ts';
import type { Purchase } from '../purchase.ts';

export const contender: Contender = {
  toBytes: (purchase) => {
    const preparation = prepareEvent(toEvent(purchase), { whenConsentUnknown: 'send' });
    if (!preparation.ok) throw new Error(preparation.reason);
    const body = { data: [preparation.event.wire], access_token: accessToken };
    return Buffer.from(JSON.stringify(body));
  },
  connect: ({ origin }) => {
    const client = createCapiClient({
      pixelId,
      accessToken,
      whenConsentUnknown: 'send',
      timeoutMs: 60_000,
      baseUrl: origin,
    });
    // Not async: an async function keeps its arguments until it ends. No contender keeps its events.
    const send = (events: readonly CapiEvent[]): Promise<void> =>
      client.sendEvents(events).then(checkerOf(events.length));
    return {
      send: (purchase) => send([toEvent(purchase)]),
      sendMany: (purchases) => {
        const events = purchases.map(toEvent);
        return () => send(events);
      },
    };
  },
};

function checkerOf(count: number): (result: SendResult) => void {
  return (result) => {
    if (result.ok && result.eventsReceived === count) return;
    throw new Error(JSON.stringify({ ...result, outcomes: result.outcomes.slice(0, 1) }));
  };
}

function toEvent(purchase: Purchase): CapiEvent {
  return {
    eventName: 'Purchase',
    eventId: purchase.eventId,
    eventTime: purchase.eventTime,
    actionSource: 'website',
    userData: {
      email: purchase.email,
      phone: purchase.phone,
      firstName: purchase.firstName,
      lastName: purchase.lastName,
      city: purchase.city,
      state: purchase.state,
      zip: purchase.zip,
      country: purchase.country,
      externalId: purchase.externalId,
    },
    visitor: {
      fbp: purchase.fbp,
      fbc: purchase.fbc,
      clientIpAddress: purchase.clientIpAddress,
      clientUserAgent: purchase.clientUserAgent,
      eventSourceUrl: purchase.eventSourceUrl,
    },
    customData: {
      value: purchase.value,
      currency: purchase.currency,
      order_id: purchase.orderId,
      contents: purchase.contents,
    },
  };
}
