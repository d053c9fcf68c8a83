import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { carriedVisitor } from './carried-visitor.ts';
import { contentsOf } from './contents.ts';
import { stripeEventId } from './event-id.ts';
import { type StripeToEventsOptions, withDefaults } from './options.ts';
import { amount, badFields, currency, person, reference, text } from './payload-fields.ts';
import { paymentToEvents } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import { isWanted } from './subscription-payment.ts';
import { userDataOf } from './user-data.ts';

/** A Checkout Session that was paid; `unpaid` and `no_payment_required` make nothing. */
// https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification
export function checkoutSessionToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const session = checkoutSession.safeParse(event.data.object).data;
  if (session?.payment_status !== 'paid') return [];
  // A session that starts a subscription has no PaymentIntent, but an invoice.
  const eventId = session.payment_intent?.id ?? session.invoice?.id;
  return eventId === undefined ? [] : sessionToEvents(event, session, eventId, options);
}

/**
 * `payment_intent.succeeded` of a Checkout Session whose payment was captured later: such a session
 * completes as `unpaid`, and Checkout sends no event at the capture. `enrich` looks the session up.
 */
// https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
export function capturedSessionToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const captured = capturedIntent.safeParse(event.data.object).data;
  if (captured === undefined) return [];
  const { meta_checkout_session: session, amount_received: amount_total } = captured;
  return sessionToEvents(event, { ...session, amount_total }, captured.id, options);
}

/** A session that is not paid, as where a card is only saved, has no amount and needs none. */
export function badCheckoutSessionFields(object: unknown): readonly string[] {
  const status = paymentStatus.safeParse(object).data?.payment_status;
  if (status !== undefined && status !== 'paid') return [];
  const session = checkoutSession.safeParse(object).data;
  if (session === undefined) return badFields(checkoutSession, object);
  const isNamed = session.payment_intent !== undefined || session.invoice !== undefined;
  return isNamed || session.amount_total <= 0 ? [] : ['payment_intent'];
}

/** The PaymentIntent of a session that completed without being paid. */
export function unpaidIntentOf(object: unknown): string | undefined {
  const session = checkoutSession.safeParse(object).data;
  return session?.payment_status === 'unpaid' ? session.payment_intent?.id : undefined;
}

const paymentStatus = z.object({ payment_status: text });

const lineItem = z.object({
  quantity: z.int().check(z.positive()),
  description: text,
  price: z.object({
    // Below zero it is a discount; Meta rejects such a price.
    unit_amount: z.catch(z.optional(amount.check(z.nonnegative())), undefined),
    product: reference,
  }),
});

// https://docs.stripe.com/api/checkout/sessions/object
const checkoutSession = z.object({
  payment_status: z.string(),
  mode: text,
  payment_intent: reference,
  invoice: reference,
  subscription: reference,
  amount_total: amount,
  currency,
  customer: reference,
  customer_account: text,
  customer_details: person,
  customer_email: text,
  // Before 2025-03-31 beside it, since then inside.
  shipping_details: person,
  collected_information: z.catch(z.optional(z.object({ shipping_details: person })), undefined),
  // In no webhook unless it was looked up.
  // https://docs.stripe.com/api/checkout/sessions/object: the first ten, and whether there are more
  line_items: z.catch(
    z.optional(z.object({ data: z.array(lineItem), has_more: z.catch(z.boolean(), false) })),
    undefined,
  ),
});

type CheckoutSession = z.infer<typeof checkoutSession>;

const capturedIntent = z.object({
  id: z.string().check(z.startsWith('pi_')),
  amount_received: amount,
  meta_checkout_session: checkoutSession,
});

function sessionToEvents(
  event: StripeEvent,
  session: CheckoutSession,
  eventId: string,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const settings = withDefaults(options);
  const payment = session.mode === 'subscription' ? 'first' : 'single';
  if (!isWanted(payment, settings)) return [];
  return paymentToEvents(event, {
    eventName: 'Purchase',
    eventId: stripeEventId(eventId),
    amount: session.amount_total,
    currency: session.currency,
    userData: userDataOf(
      [
        session.customer_details,
        { email: session.customer_email },
        person.parse(session.customer?.object),
        session.collected_information?.shipping_details,
        session.shipping_details,
      ],
      session.customer?.id ?? session.customer_account,
      session.subscription?.id,
    ),
    circumstances: { visitor: carriedVisitor(event.data.object, settings) },
    customData: cartOf(session),
  });
}

function cartOf({ line_items: items, currency: code }: CheckoutSession) {
  if (items === undefined || items.has_more) return undefined;
  const lines = items.data.map(({ quantity, description, price }) => ({
    productId: price.product?.id,
    quantity,
    unitAmount: price.unit_amount,
    title: description,
  }));
  return contentsOf(lines, code);
}
