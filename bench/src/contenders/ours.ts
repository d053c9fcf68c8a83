import {
  type CapiEvent,
  createCapiClient,
  prepareEvent,
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
    const send = async (events: readonly CapiEvent[]) => {
      const result = await client.sendEvents(events);
      if (!result.ok || result.eventsReceived !== events.length) {
        throw new Error(JSON.stringify({ ...result, outcomes: result.outcomes.slice(0, 1) }));
      }
    };
    return {
      send: (purchase) => send([toEvent(purchase)]),
      sendMany: (purchases) => {
        const events = purchases.map(toEvent);
        return () => send(events);
      },
    };
  },
};

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
