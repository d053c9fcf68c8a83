import type { Warning } from '@meta-capi/core';
import { readBody, type WebhookAdapter, WebhookError } from '@meta-capi/core/adapter';
import { skippedAccount } from '../mapping/accounts.ts';
import { type StripeToEventsOptions, withDefaults } from '../mapping/options.ts';
import { readStripeEvent, type StripeEvent } from '../mapping/stripe-event.ts';
import { eventsOf } from '../mapping/to-events.ts';
import { uncertain, undecidable } from '../mapping/undecidable.ts';
import { stripeEventWarnings } from '../mapping/warnings.ts';
import { createEnricher } from './enricher.ts';
import type { StripeLookups } from './look-up.ts';
import { optionsFault, optionsNotes } from './options-fault.ts';
import { RedeliveryNeededError } from './redelivery-needed.ts';
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
   * first of a subscription, the payer, the cart. Without an answer that decides what the event
   * counts as, the response is 503, and Stripe sends the event again.
   */
  stripe?: StripeLookups | undefined;
  /** The largest body that is read, in bytes; a larger one gets 413. @default 1048576 (1 MiB) */
  maxBodyBytes?: number | undefined;
}

export interface StripeAdapter extends WebhookAdapter<StripeEvent> {
  enrich(event: StripeEvent): Promise<StripeEvent>;
  ignored(event: StripeEvent): readonly Warning[];
  /**
   * What is not made from a payment because it is unknown what it is to its subscription or its
   * invoice, and how to correct that; `undefined` for every other event. {@link backfillStripe} counts
   * these.
   */
  undecided(event: StripeEvent): string | undefined;
  /**
   * What may be wrong with the events of a payload that `enrich` has not completed, because only a
   * look-up can show it; `undefined` for every other event and with the option `stripe`.
   */
  uncertain(event: StripeEvent): string | undefined;
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
  const fault =
    secrets.length === 0 ? noSecret : (optionsFault(mapping, known) ?? bytesFault(maxBodyBytes));
  for (const note of optionsNotes(mapping, stripe !== undefined)) console.warn(note);
  const enricher = createEnricher(mapping, stripe);
  const isSkipped = (event: unknown): boolean => skippedAccount(event, mapping) !== undefined;

  return {
    name: 'stripe',
    redelivers: true,
    async receive(request) {
      const event = await receive(request, { secrets, fault, maxBodyBytes });
      enricher.received(event);
      return event;
    },
    enrich: (event) => enricher.enrich(event).catch(refuse),
    undecided(event) {
      const read = readStripeEvent(event);
      if (read === undefined || isSkipped(read)) return undefined;
      return undecidable(read.type, read.data.object, withDefaults(mapping));
    },
    uncertain(event) {
      const read = stripe === undefined ? readStripeEvent(event) : undefined;
      if (read === undefined || isSkipped(read)) return undefined;
      return uncertain(read.type, read.data.object, withDefaults(mapping));
    },
    toEvents: (event) => eventsOf(event, mapping),
    warnings: (event) => (isSkipped(event) ? [] : stripeEventWarnings(event, mapping)),
    ignored(event) {
      const skipped = skippedAccount(event, mapping);
      return skipped === undefined ? [] : [skipped];
    },
  };
}

const known = [
  'webhookSecret',
  'stripe',
  'purchaseSource',
  'renewals',
  'subscriptionEvents',
  'eventSourceUrl',
  'accounts',
  'maxBodyBytes',
];

function bytesFault(maxBodyBytes: number): string | undefined {
  return Number.isInteger(maxBodyBytes) && maxBodyBytes > 0
    ? undefined
    : 'maxBodyBytes: set it to a whole number of bytes, or omit it.';
}

const kept = 'Until then Stripe keeps the events and sends them again for three days.';

/** Stripe sends the event again after a 503. */
// https://docs.stripe.com/webhooks#retries
export function refuse(error: unknown): never {
  throw error instanceof RedeliveryNeededError
    ? new WebhookError(503, `${error.message} ${kept}`)
    : error;
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
  if (fault !== undefined) throw new WebhookError(503, `${fault} ${kept}`);
  const body = decode(await readBody(request, { maxBytes: maxBodyBytes }));
  await verifySignature(body, header, secrets);
  return parse(body);
}

const noSecret =
  'webhookSecret is not set: give the signing secret (whsec_…) that the Stripe Dashboard shows for this endpoint.';

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
