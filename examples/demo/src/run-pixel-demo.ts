import { createCapiClient } from '@meta-capi/core';
import type { SandboxServer } from '@meta-capi/sandbox';

const pixelId = '1234567890';
const page = 'https://shop.example.com';

/**
 * Sends what a shop's pages would: browser halves that do and do not find their server half, and two
 * events of a server that sends without this library, so that the page shows what goes wrong.
 */
export async function runPixelDemo({ url: baseUrl, sandbox }: SandboxServer): Promise<void> {
  // The visitor who paid with click context: this is the browser's half of that payment.
  const paid = sandbox.events.find(({ eventId }) => eventId === 'pi_demo_click');
  const { fbp: visitor } = Object(paid?.event['user_data']) as { fbp?: string };
  const other = `fb.1.${Date.now() - 30_000}.555000111`;

  const browser = (ev: string, fields: Readonly<Record<string, string>>): Promise<unknown> =>
    fetch(`${baseUrl}/tr?${new URLSearchParams({ id: pixelId, ev, dl: `${page}/`, ...fields })}`, {
      headers: { 'user-agent': userAgent },
    });

  await browser('PageView', { fbp: other, eid: 'page-view-1' });
  await browser('ViewContent', { fbp: other, eid: 'view-1', 'cd[content_name]': 'Cup' });
  await browser('Purchase', {
    fbp: visitor ?? other,
    eid: 'pi_demo_click',
    dl: `${page}/thank-you`,
    'cd[value]': '25',
    'cd[currency]': 'EUR',
  });

  // One order under two ids: the page sends the order's number, the webhook the payment's id.
  await browser('Purchase', {
    fbp: other,
    eid: 'order_1001',
    dl: `${page}/thank-you`,
    'cd[value]': '79.90',
    'cd[currency]': 'EUR',
  });
  const capi = createCapiClient({
    pixelId,
    accessToken: 'demo-token-for-the-local-sandbox',
    whenConsentUnknown: 'send',
    baseUrl,
  });
  await capi.sendPurchaseEvent({
    eventId: 'pi_demo_order_1001',
    actionSource: 'website',
    userData: { email: 'kim@example.com' },
    visitor: { fbp: other, eventSourceUrl: `${page}/thank-you`, clientUserAgent: userAgent },
    customData: { value: 79.9, currency: 'EUR' },
  });

  // A server that builds its requests itself: Meta counts the first beside the pair of the same payment,
  // refuses the second, and stores the address in the third.
  const website = {
    event_time: Math.floor(Date.now() / 1000),
    action_source: 'website',
    event_source_url: `${page}/contact`,
    user_data: { fbp: other, client_user_agent: userAgent },
  };
  for (const event of [
    {
      ...website,
      event_name: 'Purchase',
      event_id: 'cs_test_demo_click',
      user_data: { fbp: visitor ?? other, client_user_agent: userAgent },
      custom_data: { value: 25, currency: 'EUR' },
    },
    { ...website, event_name: 'Purchase', event_id: 'order_1002', custom_data: { value: 15 } },
    {
      ...website,
      event_name: 'Contact',
      event_id: 'contact-1',
      custom_data: { content_name: 'Question of kim@example.com' },
    },
  ]) {
    await fetch(`${baseUrl}/v27.0/${pixelId}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: 'demo-token-for-the-local-sandbox', data: [event] }),
    });
  }
}

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36';
