import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core';
import { enrich } from './enrich.ts';
import { kindWatch } from './kind-watch.ts';
import type { StripeLookups } from './look-up.ts';
import type { StripeToEventsOptions } from './options.ts';
import { optionsFault } from './options-fault.ts';
import { verifySignature } from './signature.ts';
import type { StripeEvent } from './stripe-event.ts';
import { stripeToEvents } from './to-events.ts';
import { stripeEventWarnings } from './warnings.ts';

export interface StripeAdapterOptions extends StripeToEventsOptions {
  /**
   * The endpoint's signing secret (`whsec_…`), or several: while one is rolled, or where endpoints
   * share a route. Without one every request is answered 503, which Stripe sends again.
   */
  webhookSecret?: string | readonly string[] | undefined;
  /**
   * Your own Stripe client. With it the adapter asks Stripe, for at most 3 s an event, what the
   * payload leaves out: the payer's details, the cart, which invoice a payment belongs to. The last
   * needs `stripe` 18 or later and a key that may read Invoices; without an answer the event is
   * refused with 503, which Stripe sends again.
   */
  stripe?: StripeLookups | undefined;
}

/**
 * A Stripe webhook endpoint for {@link createWebhookHandler}. Never throws at construction.
 *
 * @example
 * createWebhookHandler(stripeAdapter({ webhookSecret: process.env.STRIPE_WEBHOOK_SECRET }), capi);
 */
export function stripeAdapter(options: StripeAdapterOptions = {}): WebhookAdapter<StripeEvent> {
  const { webhookSecret, stripe, ...mapping } = options;
  const secrets = [webhookSecret]
    .flat()
    .filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  const fault = secrets.length === 0 ? noSecret : optionsFault(mapping);
  const watchKind = kindWatch(mapping);

  return {
    name: 'stripe',
    redelivers: true,
    async receive(request) {
      const event = await receive(request, secrets, fault);
      watchKind(event);
      return event;
    },
    ...(stripe && { enrich: (event) => enrich(event, stripe, mapping) }),
    toEvents: (event) => stripeToEvents(event, mapping),
    warnings: (event) => stripeEventWarnings(event, mapping),
  };
}

async function receive(
  request: Request,
  secrets: readonly string[],
  fault: string | undefined,
): Promise<StripeEvent> {
  if (request.method !== 'POST') throw new WebhookError(405, 'Stripe sends POST requests only.');
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new WebhookError(415, 'Stripe sends application/json.');
  }
  const header = request.headers.get('stripe-signature');
  if (header === null) throw new WebhookError(400, 'There is no Stripe-Signature header.');
  if (fault !== undefined) throw new WebhookError(503, fault);
  const body = decode(await readBody(request));
  await verifySignature(body, header, secrets);
  return parse(body);
}

const noSecret =
  'webhookSecret is not set: give the signing secret (whsec_…) that the Stripe Dashboard shows for this endpoint. Until then Stripe keeps the events and sends them again, for three days.';

/** As Stripe's own code does, but a byte that is no UTF-8 is an error: one text, one body. */
function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new WebhookError(400, 'The body is not UTF-8.');
  }
}

/** What is no event that we read makes no events, so the shape is left to `stripeToEvents`. */
function parse(body: string): StripeEvent {
  try {
    return JSON.parse(body) as StripeEvent;
  } catch {
    throw new WebhookError(400, 'The signed body is not JSON.');
  }
}
