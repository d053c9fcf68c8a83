import { configFromEnv, createCapiClient } from '@meta-capi/core';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import Stripe from 'stripe';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

export async function POST(request: Request): Promise<Response> {
  const event = await Stripe.webhooks.constructEventAsync(
    await request.text(),
    request.headers.get('stripe-signature') ?? '',
    process.env['STRIPE_WEBHOOK_SECRET'] ?? '',
  );
  // … what your route already does. Nothing below throws or changes its response.
  await capi.sendEvents(stripeToEvents(event), { timeoutMs: 1500 });
  return new Response();
}
