// What every runtime does with the built packages; the test compares the answers. JavaScript,
// because it runs as it stands.
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createCapiClient, prepareEvent } from '@meta-capi/core';
import { hashId } from '@meta-capi/core/event-id';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';

const config = {
  pixelId: '1234567890123456',
  accessToken: `EAAtest${'0'.repeat(40)}`,
  whenConsentUnknown: 'send',
  testEventCode: 'TEST12345',
};

/**
 * @param {{ sandboxUrl: string, silentUrl: string, movedUrl: string, eventTime: number, countries: string[][] }} facts
 */
export async function check({ sandboxUrl, silentUrl, movedUrl, eventTime, countries }) {
  const lead = {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime,
    actionSource: 'website',
    userData: { email: ' Jane@Example.com ', firstName: 'Zoë', city: 'São Paulo', country: 'BR' },
    visitor: {
      clientUserAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      eventSourceUrl: 'https://shop.example.com/contact',
    },
  };
  const client = createCapiClient({ ...config, baseUrl: sandboxUrl, timeoutMs: 10_000 });
  const withFetch = createCapiClient({ ...config, baseUrl: sandboxUrl, timeoutMs: 10_000, fetch });
  const stalled = createCapiClient({ ...config, baseUrl: silentUrl, timeoutMs: 300 });
  const moved = { ...config, baseUrl: movedUrl, timeoutMs: 2000 };
  const stripeEvents = stripeToEvents(paymentSucceeded(eventTime));

  return {
    vectors: [hashId('a'), hashId('a', 'b'), hashId('ü'.repeat(100))],
    prepared: prepareEvent(lead, { whenConsentUnknown: 'send' }),
    unknownCountries: countries.flatMap(([code, ...names]) =>
      names.filter((name) => countryOf(lead, name) !== countryOf(lead, code)),
    ),
    sent: await client.sendEvents([lead, { ...lead, eventId: 'lead-2' }]),
    sentByFetch: await withFetch.sendEvents([{ ...lead, eventId: 'lead-3' }]),
    stripe: stripeEvents,
    stripeSent: await client.sendEvents(stripeEvents),
    activeCampaign: await subscription(),
    moved: outcomeOf(await createCapiClient(moved).sendEvents([lead])),
    movedByFetch: outcomeOf(await createCapiClient({ ...moved, fetch }).sendEvents([lead])),
    timedOut: outcomeOf(await stalled.sendEvents([lead])),
  };
}

function countryOf(lead, country) {
  const userData = { ...lead.userData, country };
  return prepareEvent({ ...lead, userData }, config).event.wire.user_data.country?.[0];
}

// https://docs.stripe.com/api/payment_intents/object
function paymentSucceeded(created) {
  const paymentIntent = {
    id: 'pi_1',
    object: 'payment_intent',
    amount: 4999,
    amount_received: 4999,
    created,
    currency: 'eur',
    livemode: true,
    metadata: { order_id: 'order-1' },
    receipt_email: 'jane@example.com',
    status: 'succeeded',
  };
  return {
    id: 'evt_1',
    object: 'event',
    type: 'payment_intent.succeeded',
    created,
    livemode: true,
    data: { object: paymentIntent },
  };
}

// https://developers.activecampaign.com/page/webhooks
async function subscription() {
  const secret = 'a-made-up-secret-for-this-test';
  const adapter = activeCampaignAdapter({
    account: 'example',
    secret,
    timeZone: 'America/Chicago',
  });
  const form = new URLSearchParams({
    type: 'subscribe',
    date_time: '2026-07-01 07:00:00',
    initiated_from: 'public',
    list: '3',
    'contact[id]': '36',
    'contact[email]': 'jane@example.com',
  });
  const url = `https://shop.example.com/hooks/${secret}`;
  const payload = await adapter.receive(new Request(url, { method: 'POST', body: form }));
  return adapter.toEvents(payload, new Date('2026-07-01T12:00:05Z'));
}

function outcomeOf({ ok, status, outcomes }) {
  return { ok, status, outcomes: outcomes.map(({ outcome }) => outcome) };
}
