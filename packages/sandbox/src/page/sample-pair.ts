/** The SHA-256 of `customer-7`, a made-up customer. */
const externalId = 'acade5fe58d0b5a805a02b8b3a546d8edd170eb78b8ec7b2cbfe0b9ebef2e6e1';

/** Sends both halves of one made-up conversion, as a page and its server would. */
export async function sendSamplePair(): Promise<void> {
  const eventId = `sample-${Date.now()}`;
  const fbp = `fb.1.${Date.now()}.1098115397`;
  const page = 'https://shop.example.com/thank-you';
  const query = new URLSearchParams({
    id: '1234567890',
    ev: 'Purchase',
    eid: eventId,
    dl: page,
    fbp,
    'cd[value]': '49.99',
    'cd[currency]': 'EUR',
  });
  await fetch(`/tr?${query}`);
  await fetch('/v27.0/1234567890/events', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      access_token: 'any-text-of-20-characters-or-more',
      data: [
        {
          event_name: 'Purchase',
          event_id: eventId,
          event_time: Math.floor(Date.now() / 1000),
          action_source: 'website',
          event_source_url: page,
          user_data: { external_id: [externalId], fbp, client_user_agent: navigator.userAgent },
          custom_data: { value: 49.99, currency: 'EUR' },
        },
      ],
    }),
  });
}
