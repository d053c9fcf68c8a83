import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core/adapter';
import { countedMap } from '../mapping/event-maps.ts';
import { type StripeToEventsOptions, withDefaults } from '../mapping/options.ts';
import { readStripeEvent, type StripeEvent } from '../mapping/stripe-event.ts';
import { readThinEvent } from '../mapping/thin-event.ts';
import { undecidable } from '../mapping/undecidable.ts';
import { stripeEventWarnings } from '../mapping/warnings.ts';
import { stripeToEvents } from '../to-events.ts';
import { enrich } from './enrich.ts';
import { kindWatch } from './kind-watch.ts';
import type { StripeLookups } from './look-up.ts';
import { optionsFault, optionsNotes } from './options-fault.ts';
import { verifySignature } from './signature.ts';

export interface StripeAdapterOptions extends StripeToEventsOptions {
  /**
   * The endpoint's signing secret (`whsec_…`), or several: while one is rolled, or where endpoints
   * share a route. Without one every request gets 503, and Stripe sends it again.
   */
  webhookSecret?: string | readonly string[] | undefined;
  /**
   * Your Stripe client, of `stripe` 18 or later. It is asked for what the payload omits, for at most
   * 3 s an event: the objects of thin events, the invoice of a payment, whether a payment is the
   * first of a subscription, the payer, the cart. Where the answer decides what the event counts as
   * and there is none, the response is 503, and Stripe sends the event again.
   */
  stripe?: StripeLookups | undefined;
  /** The largest body that is read, in bytes; a larger one gets 413. @default 1048576 (1 MiB) */
  maxBodyBytes?: number | undefined;
}

export interface StripeAdapter extends WebhookAdapter<StripeEvent> {
  /**
   * What is not made from a payment because it is unknown what it is to its subscription or its
   * invoice, and how to correct that; `undefined` for every other event. {@link backfillStripe} counts
   * these.
   */
  undecided(event: StripeEvent): string | undefined;
}

/**
 * A Stripe webhook endpoint for {@link createWebhookHandler}. Never throws at construction.
 *
 * @example
 * createWebhookHandler(stripeAdapter({ webhookSecret: process.env.STRIPE_WEBHOOK_SECRET }), capi);
 */
export function stripeAdapter(options: StripeAdapterOptions = {}): StripeAdapter {
  const { webhookSecret, stripe, maxBodyBytes = 1_048_576, ...mapping } = options;
  const secrets = [webhookSecret]
    .flat()
    .filter((secret): secret is string => typeof secret === 'string' && secret !== '');
  const fault = secrets.length === 0 ? noSecret : optionsFault(mapping, maxBodyBytes);
  for (const note of optionsNotes(mapping, stripe !== undefined)) console.warn(note);
  const watch = kindWatch(mapping, stripe !== undefined);

  return {
    name: 'stripe',
    redelivers: true,
    async receive(request) {
      const event = await receive(request, { secrets, fault, maxBodyBytes });
      watch.received(event);
      return event;
    },
    async enrich(event) {
      if (stripe === undefined) refuseThin(event, mapping);
      const enriched = stripe === undefined ? event : await enrich(event, stripe, mapping, watch);
      watch.enriched(enriched);
      return enriched;
    },
    undecided: (event) => {
      const read = readStripeEvent(event);
      return read && undecidable(read.type, read.data.object, withDefaults(mapping));
    },
    toEvents: (event) => stripeToEvents(event, mapping),
    warnings: (event) => stripeEventWarnings(event, mapping),
  };
}

interface Receiving {
  secrets: readonly string[];
  fault: string | undefined;
  maxBodyBytes: number;
}

async function receive(
  request: Request,
  { secrets, fault, maxBodyBytes }: Receiving,
): Promise<StripeEvent> {
  if (request.method !== 'POST') throw new WebhookError(405, 'Stripe sends POST requests only.');
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new WebhookError(415, 'Stripe sends application/json.');
  }
  const header = request.headers.get('stripe-signature');
  // Stripe signs every request: this one is a scanner's.
  if (header === null) {
    throw new WebhookError(400, 'Missing Stripe-Signature header.', { level: 'info' });
  }
  if (fault !== undefined) throw new WebhookError(503, fault);
  const body = decode(await readBody(request, { maxBytes: maxBodyBytes }));
  await verifySignature(body, header, secrets);
  return parse(body);
}

const noSecret =
  'webhookSecret is not set: give the signing secret (whsec_…) that the Stripe Dashboard shows for this endpoint. Until then Stripe keeps the events and sends them again for three days.';

/** Without the object it is unknown what a thin event counts as. */
function refuseThin(payload: unknown, options: StripeToEventsOptions): void {
  const thin = readThinEvent(payload);
  if (thin === undefined || countedMap(thin.type, options) === undefined) return;
  throw new WebhookError(
    503,
    `v1.${thin.type} is a thin event and contains no object: give the option stripe, or create the event destination in Stripe with snapshot payloads. Until then Stripe keeps the events and sends them again for three days.`,
  );
}

/** Every byte counts for the signature: no byte order mark is dropped and none is replaced. */
function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new WebhookError(400, 'The body is not UTF-8.');
  }
}

/** JSON that is not an event makes no events, so the shape is checked by `stripeToEvents`. */
function parse(body: string): StripeEvent {
  try {
    return JSON.parse(body) as StripeEvent;
  } catch {
    throw new WebhookError(400, 'The signed body is not JSON.');
  }
}
