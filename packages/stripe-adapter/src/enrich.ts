import { WebhookError } from '@meta-capi/core';
import * as z from 'zod/mini';
import {
  deciding,
  describing,
  type LookUp,
  type LookupOptions,
  lookupOptions,
  type StripeLookups,
} from './look-up.ts';
import type { StripeToEventsOptions } from './options.ts';
import { reference } from './payload-fields.ts';
import { readStripeEvent, type StripeEvent } from './stripe-event.ts';

/**
 * The event with what its payload leaves out, in the shape that expanded objects have: who paid,
 * what was in the cart, which invoice was paid.
 *
 * @throws WebhookError 503 where the answer decides whether a payment counts, and there is none
 */
export async function enrich(
  event: StripeEvent,
  stripe: StripeLookups,
  options: StripeToEventsOptions,
): Promise<StripeEvent> {
  const read = readStripeEvent(event);
  const object = identified.safeParse(read?.data.object).data;
  if (read === undefined || object === undefined) return event;
  const source = { stripe, object, request: lookupOptions(read.account) };
  const found = await Promise.all(questions(read.type, options).map((ask) => ask(source)));
  return { ...event, data: { ...event.data, object: Object.assign({}, object, ...found) } };
}

/** Asks Stripe for some fields of the event's object. */
type Question = (source: Source) => Promise<Fields>;

type Fields = Readonly<Record<string, unknown>>;

interface Source {
  stripe: StripeLookups;
  object: z.infer<typeof identified>;
  request: LookupOptions;
}

const identified = z.looseObject({ id: z.string(), invoice: z.optional(z.unknown()) });

function questions(
  type: string,
  { which = 'payment_intent', renewals }: StripeToEventsOptions,
): readonly Question[] {
  switch (type) {
    case 'payment_intent.succeeded':
      // Under `all` every payment counts, whatever its invoice says.
      return which === 'payment_intent'
        ? [payer, invoiceOf(renewals === 'all' ? describing : deciding)]
        : [];
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return which === 'checkout' ? [cart] : [];
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
      return [subscriber];
    default:
      return [];
  }
}

const payer: Question = async ({ stripe, object, request }) =>
  pick(
    await describing(() =>
      stripe.paymentIntents.retrieve(object.id, { expand: ['latest_charge', 'customer'] }, request),
    ),
    ['latest_charge', 'customer'],
  );

const subscriber: Question = async ({ stripe, object, request }) =>
  pick(
    await describing(() =>
      stripe.subscriptions.retrieve(object.id, { expand: ['customer'] }, request),
    ),
    ['customer'],
  );

const cart: Question = async ({ stripe, object, request }) =>
  pick(
    await describing(() =>
      stripe.checkout.sessions.retrieve(object.id, { expand: ['line_items'] }, request),
    ),
    ['line_items'],
  );

/** The invoice that a PaymentIntent paid, in the shape it had while PaymentIntents named it. */
function invoiceOf(lookUp: LookUp): Question {
  return async ({ stripe, object, request }) => {
    const { invoices } = stripe;
    if (object.invoice === null) return {};
    const known = reference.parse(object.invoice)?.id;
    if (known !== undefined) {
      const invoice = await lookUp(() => invoices.retrieve(known, { expand: [] }, request));
      return invoice === undefined ? {} : { invoice };
    }
    const list = await lookUp(() => invoicePaymentsOf(object.id, stripe, request));
    return list === undefined ? {} : { invoice: list.data[0]?.invoice ?? null };
  };
}

async function invoicePaymentsOf(
  paymentIntentId: string,
  { invoicePayments }: StripeLookups,
  request: LookupOptions,
): Promise<z.infer<typeof invoicePaymentList>> {
  if (invoicePayments === undefined) throw new WebhookError(503, clientTooOld);
  const payment = { type: 'payment_intent', payment_intent: paymentIntentId } as const;
  const params = { payment, expand: ['data.invoice'] };
  return invoicePaymentList.parse(await invoicePayments.list(params, request));
}

const clientTooOld =
  'The client given as stripe has no invoicePayments, so it cannot say whether a payment is a renewal: use the package stripe 18 or later. Until then Stripe keeps the events and sends them again, for three days.';

// https://docs.stripe.com/api/invoice-payment/object
const invoicePaymentList = z.object({ data: z.array(z.object({ invoice: z.unknown() })) });

function pick(found: unknown, keys: readonly string[]): Fields {
  const fields = z.catch(z.record(z.string(), z.unknown()), {}).parse(found);
  return Object.fromEntries(
    keys.filter((key) => fields[key] != null).map((key) => [key, fields[key]]),
  );
}
