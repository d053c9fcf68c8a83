import * as z from 'zod/mini';
import { unpaidIntentOf } from '../mapping/checkout-session.ts';
import { countedMap } from '../mapping/event-maps.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from '../mapping/options.ts';
import { reference } from '../mapping/payload-fields.ts';
import { isCapturedManually } from '../mapping/payment-intent.ts';
import { readStripeEvent, type StripeEvent } from '../mapping/stripe-event.ts';
import { subscriptionToEvents } from '../mapping/subscription.ts';
import { amountPaid, paidAmount } from '../mapping/subscription-payment.ts';
import { readThinEvent } from '../mapping/thin-event.ts';
import { withClientReference } from './client-reference-session.ts';
import type { EventTypeWatch } from './event-type-watch.ts';
import { withFirstPayment } from './first-payment.ts';
import { invoicePaymentsOf, type LookUps, type StripeLookups, startLookUps } from './look-up.ts';
import { fetchSnapshot } from './thin-snapshot.ts';

/**
 * The event with what its payload omits, in the shape that expanded objects have: the object of a
 * thin event, who paid, what was in the cart, which invoice was paid and whether it was the first.
 *
 * @throws RedeliveryNeededError without an answer that decides what the event counts as
 */
export async function enrich(
  payload: StripeEvent,
  stripe: StripeLookups,
  options: StripeToEventsOptions,
  watch?: EventTypeWatch,
): Promise<StripeEvent> {
  const thin = readThinEvent(payload);
  const read = thin ?? readStripeEvent(payload);
  if (read === undefined || countedMap(read.type, options) === undefined) return payload;
  const lookUps = startLookUps(stripe, read);
  const event = thin ? await fetchSnapshot(thin, lookUps) : payload;
  const object = identified.safeParse(event.data.object).data;
  if (object === undefined) return event;
  const source = { event, object, lookUps, settings: withDefaults(options), watch };
  const found = await Promise.all(questions(source).map((ask) => ask(source)));
  const enriched = {
    ...event,
    data: { ...event.data, object: Object.assign({}, object, ...found) },
  };
  return withClientReference(enriched, lookUps, options);
}

/** Asks Stripe for some fields of the event's object. */
type Question = (source: Source) => Promise<Fields>;

type Fields = Readonly<Record<string, unknown>>;

interface Source {
  event: StripeEvent;
  object: z.infer<typeof identified>;
  lookUps: LookUps;
  settings: Settings;
  watch: EventTypeWatch | undefined;
}

const identified = z.looseObject({ id: z.string(), invoice: z.optional(z.unknown()) });

function questions({ event, object, settings }: Source): readonly Question[] {
  switch (event.type) {
    case 'payment_intent.succeeded':
      if (settings.purchaseSource === 'payment_intent') return [payer, invoice];
      return isCapturedManually(object) ? [capturedSession] : [];
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return unpaidIntentOf(object) === undefined ? [cart] : [manualCapture];
    case 'invoice.paid':
      return needsFirstPayment(settings) ? [firstPayment] : [];
    default:
      return subscriptionToEvents(event, settings).length > 0 ? [subscriber] : [];
  }
}

const payer: Question = async ({ lookUps, object }) =>
  pick(
    await lookUps.describing((request) =>
      lookUps.stripe.paymentIntents.retrieve(
        object.id,
        { expand: ['latest_charge', 'customer'] },
        request,
      ),
    ),
    ['latest_charge', 'customer'],
  );

const subscriber: Question = async ({ lookUps, object }) =>
  pick(
    await lookUps.describing((request) =>
      lookUps.stripe.subscriptions.retrieve(object.id, { expand: ['customer'] }, request),
    ),
    ['customer'],
  );

const cart: Question = async ({ lookUps, object }) =>
  pick(
    await lookUps.describing((request) =>
      lookUps.stripe.checkout.sessions.retrieve(object.id, { expand: ['line_items'] }, request),
    ),
    ['line_items'],
  );

/**
 * The invoice that a PaymentIntent paid, in the shape it had while PaymentIntents named it. Its
 * consent counts under every option, and under some also its reason.
 */
const invoice: Question = async (source) => {
  const found = await invoiceOf(source);
  if (typeof found !== 'object' || found === null) return { invoice: null };
  const { renewals } = source.settings;
  const asks = renewals === 'first' || renewals === 'recurring';
  return { invoice: { ...found, ...(asks && (await withFirstPayment(found, source.lookUps))) } };
};

async function invoiceOf({ lookUps, object }: Source): Promise<unknown> {
  const { invoices } = lookUps.stripe;
  if (object.invoice === null) return null;
  const known = reference.parse(object.invoice)?.id;
  if (known !== undefined) {
    return lookUps.deciding((request) => invoices.retrieve(known, { expand: [] }, request), known);
  }
  const invoicePayments = invoicePaymentsOf(lookUps.stripe);
  const payment = { type: 'payment_intent', payment_intent: object.id } as const;
  const list = await lookUps.deciding(async (request) =>
    invoicePaymentList.parse(
      await invoicePayments.list({ payment, expand: ['data.invoice'] }, request),
    ),
  );
  return list.data[0]?.invoice;
}

// https://docs.stripe.com/api/invoice-payment/object
const invoicePaymentList = z.object({
  data: z.array(z.object({ invoice: z.looseObject({ id: z.string() }) })),
});

function needsFirstPayment({ purchaseSource, renewals, subscriptionEvents }: Settings): boolean {
  if (subscriptionEvents || renewals === 'recurring') return true;
  return purchaseSource === 'invoice' && renewals === 'first';
}

const firstPayment: Question = async ({ lookUps, object }) => {
  const paid = paidAmount.safeParse(object).data;
  const isPaid = paid !== undefined && amountPaid(paid) > 0;
  return (isPaid && (await withFirstPayment(object, lookUps))) || {};
};

/** The Checkout Session of a PaymentIntent that was captured later. */
const capturedSession: Question = async ({ lookUps, object }) => {
  const params = { payment_intent: object.id, limit: 1, expand: ['data.line_items'] };
  const list = await lookUps.deciding(async (request) =>
    sessionList.parse(await lookUps.stripe.checkout.sessions.list(params, request)),
  );
  const [session] = list.data;
  return session === undefined ? {} : { meta_checkout_session: session };
};

// https://docs.stripe.com/api/checkout/sessions/list
const sessionList = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

/** Looks at why a Checkout Session is unpaid: a capture that follows needs a second type of event. */
const manualCapture: Question = async ({ lookUps, object, watch }) => {
  const id = unpaidIntentOf(object);
  if (id === undefined) return {};
  const intent = await lookUps.describing((request) =>
    lookUps.stripe.paymentIntents.retrieve(id, { expand: [] }, request),
  );
  if (isCapturedManually(intent)) watch?.sessionToCapture();
  return {};
};

function pick(found: unknown, keys: readonly string[]): Fields {
  const fields = z.catch(z.record(z.string(), z.unknown()), {}).parse(found);
  return Object.fromEntries(
    keys.filter((key) => fields[key] != null).map((key) => [key, fields[key]]),
  );
}
