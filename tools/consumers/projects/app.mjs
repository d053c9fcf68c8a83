// What every consumer does: one event through the client, and one forged webhook.
import { createCapiClient, createWebhookHandler } from '@meta-capi/core';
import { hashId } from '@meta-capi/core/event-id';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

export async function tryMetaCapi() {
  const sent = [];
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: async (_url, init) => {
      sent.push(await new Response(init.body).json());
      return Response.json({ events_received: 1 });
    },
  });
  const { ok } = await capi.sendLeadEvent({
    eventId: hashId('lead', '1'),
    actionSource: 'website',
    userData: { email: 'Maria@Example.com' },
    visitor: { clientUserAgent: 'Mozilla/5.0', eventSourceUrl: 'https://shop.example/' },
  });
  // 400: Stripe's own code was loaded and said no. Without the package it would be 503.
  const stripe = createWebhookHandler(stripeAdapter({ webhookSecret: 'whsec_made_up' }), capi, {
    reporter: () => undefined,
  });
  const forged = await stripe(
    new Request('https://shop.example/webhooks/stripe', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`,
      },
      body: '{}',
    }),
  );
  return `${ok} ${sent[0].data[0].user_data.em} ${forged.status}`;
}
