import { type CapiClient, createCapiClient } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

const whenConsentUnknown = 'drop';
const { PIXEL_A, TOKEN_A, PIXEL_B, TOKEN_B } = process.env;

/** One pixel for each connected account; `platform` for your own payments. */
const clients = new Map<string, CapiClient>([
  ['platform', createCapiClient({ pixelId: PIXEL_A, accessToken: TOKEN_A, whenConsentUnknown })],
  ['acct_brand', createCapiClient({ pixelId: PIXEL_B, accessToken: TOKEN_B, whenConsentUnknown })],
]);

const adapter = stripeAdapter();

/** For the event that your route has proved already. */
export async function sendToItsPixel(event: Parameters<typeof adapter.toEvents>[0]): Promise<void> {
  const client = clients.get(event.account ?? 'platform');
  await client?.sendEvents(adapter.toEvents(event, new Date()));
}
