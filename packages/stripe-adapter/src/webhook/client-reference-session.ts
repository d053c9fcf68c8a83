import * as z from 'zod/mini';
import { countedMap } from '../mapping/event-maps.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import { reference } from '../mapping/payload-fields.ts';
import { isOfCheckout } from '../mapping/payment-intent.ts';
import type { StripeEvent } from '../mapping/stripe-event.ts';
import { invoiceRelation, subscriptionOf } from '../mapping/subscription-payment.ts';
import { invoicePaymentsOf, type LookUps } from './look-up.ts';

/**
 * The event with the Checkout Session of its payment or subscription, where no other
 * object than the customer has the visitor's consent: a Payment Link and a pricing table carry it in
 * the session's `client_reference_id`, which Stripe copies to no other object. Also where the
 * PaymentIntent names its session, whose answer may be stricter.
 *
 * @throws RedeliveryNeededError where Stripe does not answer, or the client is too old to ask: a
 * refusal would be overlooked
 */
export async function withClientReference(
  event: StripeEvent,
  lookUps: LookUps,
  options: StripeToEventsOptions,
): Promise<StripeEvent> {
  if (!mayHaveStricterAnswer(event, options)) return event;
  const by = await sessionKey(event, lookUps);
  if (by === undefined) return event;
  const list = await lookUps.deciding(async (request) =>
    sessionList.parse(
      await lookUps.stripe.checkout.sessions.list({ ...by, limit: 1, expand: [] }, request),
    ),
  );
  const [meta_checkout_session] = list.data;
  if (meta_checkout_session === undefined) return event;
  const object = Object.assign({}, event.data.object, { meta_checkout_session });
  return { ...event, data: { ...event.data, object } };
}

function mayHaveStricterAnswer(event: StripeEvent, options: StripeToEventsOptions): boolean {
  // A session's own events contain its reference, and so does one that was looked up.
  const isKnown = Reflect.has(Object(event.data.object), 'meta_checkout_session');
  if (isKnown || event.type.startsWith('checkout.session.')) return false;
  const made = countedMap(event.type, options)?.toEvents(withoutCustomer(event), options) ?? [];
  return made.some(({ visitor }) => {
    const consent = visitor?.consent ?? 'unknown';
    return consent === 'unknown' || (consent !== 'denied' && isOfCheckout(event.data.object));
  });
}

/** A customer's metadata is also of earlier sales: their grant does not answer for this one. */
function withoutCustomer(event: StripeEvent): StripeEvent {
  const customer = reference.parse(Reflect.get(Object(event.data.object), 'customer'))?.id;
  const object = Object.assign({}, event.data.object, { customer });
  return { ...event, data: { ...event.data, object } };
}

type SessionKey = { subscription: string } | { payment_intent: string };

async function sessionKey(
  { type, data }: StripeEvent,
  lookUps: LookUps,
): Promise<SessionKey | undefined> {
  const { id, invoice, payment_intent } = relatedIds.parse(data.object);
  if (type.startsWith('customer.subscription.')) return { subscription: id };
  const subscription = subscriptionOf(invoiceRelation.parse(invoice?.object ?? data.object));
  if (subscription !== undefined) return { subscription };
  if (type === 'payment_intent.succeeded') return { payment_intent: id };
  const intent = payment_intent?.id ?? (await intentOfInvoice(id, lookUps));
  return intent === undefined ? undefined : { payment_intent: intent };
}

const relatedIds = z.object({ id: z.string(), invoice: reference, payment_intent: reference });

// https://docs.stripe.com/api/checkout/sessions/list
const sessionList = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

/** Since 2025-03-31 an invoice does not name its PaymentIntent. */
async function intentOfInvoice(invoice: string, lookUps: LookUps): Promise<string | undefined> {
  const invoicePayments = invoicePaymentsOf(lookUps.stripe);
  const list = await lookUps.deciding(async (request) =>
    invoicePaymentList.parse(await invoicePayments.list({ invoice, expand: [] }, request)),
  );
  return list.data.find(({ payment }) => payment?.payment_intent !== undefined)?.payment
    ?.payment_intent?.id;
}

// https://docs.stripe.com/api/invoice-payment/object
const invoicePaymentList = z.object({
  data: z.array(
    z.object({
      payment: z.catch(z.optional(z.object({ payment_intent: reference })), undefined),
    }),
  ),
});
