import sdk from 'facebook-nodejs-business-sdk';
import { accessToken, type Contender, pixelId } from '../contender.ts';
import type { Purchase } from '../purchase.ts';

const { Content, CustomData, EventRequest, FacebookAdsApi, ServerEvent, UserData } = sdk;

/** Meta's Business SDK as its documentation uses it. */
export const contender: Contender = {
  toBytes: (purchase) => {
    const body = { data: [toServerEvent(purchase).normalize()], access_token: accessToken };
    return Buffer.from(JSON.stringify(body));
  },
  connect: ({ origin }) => {
    Object.defineProperty(FacebookAdsApi, 'GRAPH', { get: () => origin });
    FacebookAdsApi.init(accessToken);
    return {
      send: (purchase) => execute([toServerEvent(purchase)]),
      sendMany: (purchases) => {
        const events = purchases.map(toServerEvent);
        // A backlog goes as in the SDK's own batches: 1000 events a request, 8 at a time.
        return async () => {
          for (const wave of chunks(chunks(events, 1000), 8)) await Promise.all(wave.map(execute));
        };
      },
    };
  },
};

type Event = InstanceType<typeof ServerEvent>;

// Not async: an async function keeps its arguments until it ends. No contender keeps its events.
function execute(events: readonly Event[]): Promise<void> {
  const count = events.length;
  const request = new EventRequest(accessToken, pixelId);
  return request
    .setEvents([...events])
    .execute()
    .then((response) => {
      if (response.events_received !== count) throw new Error('not taken');
    });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) =>
    all.slice(n * size, (n + 1) * size),
  );
}

function toServerEvent(purchase: Purchase): Event {
  const userData = new UserData()
    .setEmail(purchase.email)
    .setPhone(purchase.phone)
    .setFirstName(purchase.firstName)
    .setLastName(purchase.lastName)
    .setCity(purchase.city)
    .setState(purchase.state)
    .setZip(purchase.zip)
    .setCountry(purchase.country)
    .setExternalId(purchase.externalId)
    .setFbp(purchase.fbp)
    .setFbc(purchase.fbc)
    .setClientIpAddress(purchase.clientIpAddress)
    .setClientUserAgent(purchase.clientUserAgent);
  const customData = new CustomData()
    .setValue(purchase.value)
    .setCurrency(purchase.currency)
    .setOrderId(purchase.orderId)
    .setContents(
      purchase.contents.map(({ id, quantity, item_price }) =>
        new Content().setId(id).setQuantity(quantity).setItemPrice(item_price),
      ),
    );
  return new ServerEvent()
    .setEventName('Purchase')
    .setEventTime(purchase.eventTime)
    .setEventId(purchase.eventId)
    .setEventSourceUrl(purchase.eventSourceUrl)
    .setActionSource('website')
    .setUserData(userData)
    .setCustomData(customData);
}
