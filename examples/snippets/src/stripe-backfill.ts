import { configFromEnv, createCapiClient } from '@meta-capi/core';
import { type BackfillResult, backfillStripe, stripeAdapter } from '@meta-capi/stripe-adapter';
import type Stripe from 'stripe';

/** Sends the events that the endpoint failed to accept during the last day. */
export async function sendWhatWasMissed(stripe: Stripe): Promise<BackfillResult> {
  const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });
  return backfillStripe({
    stripe,
    sink: capi,
    // With the options of the webhook route, so that the same events are created.
    adapter: stripeAdapter({ stripe, purchaseSource: 'payment_intent' }),
    since: new Date(Date.now() - 24 * 3_600_000),
    onProgress: ({ read, outcomes }) => console.info(read, outcomes),
  });
}
