import { WebhookError } from '@meta-capi/core/adapter';
import { type StripeEvent, type StripeLookups, stripeAdapter } from '@meta-capi/stripe-adapter';
import type { Context } from '../context.ts';
import { CommandError } from '../output.ts';
import { mappingOf, readSettings } from '../stripe-events/settings.ts';
import { createStripeClient } from '../stripe-events/stripe-client.ts';
import { jsonBodies } from './json-bodies.ts';
import type { ReplayFlags } from './replay.ts';
import { routeOf, routeUrl, type Source } from './source.ts';

/**
 * Saved bodies of Stripe's webhooks. The signature of then is too old, so the body is signed again
 * with `STRIPE_WEBHOOK_SECRET`, or `--trust` says that the files are Stripe's.
 */
export async function stripeSource(flags: ReplayFlags, env: Context['env']): Promise<Source> {
  const mapping = mappingOf(readSettings(flags, env));
  const stripe: StripeLookups | undefined = flags.lookUp
    ? await createStripeClient(env)
    : undefined;
  const secret = env['STRIPE_WEBHOOK_SECRET']?.trim();
  const adapter = stripeAdapter({ ...mapping, stripe, webhookSecret: secret });
  if (flags.trust) {
    const trusting = { ...adapter, receive: readTrusted };
    return {
      route: routeOf(trusting),
      bodiesOf: jsonBodies,
      requestOf: async (body) => post(body, {}),
    };
  }
  if (!secret) {
    throw new CommandError(
      'usage',
      'STRIPE_WEBHOOK_SECRET is not set, so the bodies cannot be signed again.',
      'Set it to the signing secret of the route (whsec_…), or give --trust if the files are Stripe’s.',
    );
  }
  const found = await import('stripe').catch(() => undefined);
  if (found === undefined) {
    throw new CommandError('usage', 'The package stripe is not installed.', 'npm install stripe');
  }
  const { webhooks } = found.default;
  return {
    route: routeOf(adapter),
    bodiesOf: jsonBodies,
    requestOf: async (payload) =>
      post(payload, {
        'stripe-signature': await webhooks.generateTestHeaderStringAsync({ payload, secret }),
      }),
  };
}

/** Without a proof of the sender. */
async function readTrusted(request: Request): Promise<StripeEvent> {
  const event: unknown = await request.json().catch(() => undefined);
  if (typeof event === 'object' && event !== null) return event as StripeEvent;
  throw new WebhookError(400, 'The body is not JSON.');
}

function post(body: string, headers: Readonly<Record<string, string>>): Request {
  return new Request(routeUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}
