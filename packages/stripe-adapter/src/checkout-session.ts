import { type CapiEvent, type Content, type CustomData, holdsPersonalData } from '@meta-capi/core';
import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';
import { carriedVisitor } from './carried-visitor.ts';
import { stripeEventId } from './event-id.ts';
import { majorUnits } from './minor-units.ts';
import type { StripeToEventsOptions } from './options.ts';
import { amount, currency, metadata, person, reference, text } from './payload-fields.ts';
import { purchase } from './purchase.ts';
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
  // One that starts a subscription has no PaymentIntent of its own, but an invoice.
  const eventId = session.payment_intent?.id ?? session.invoice?.id;
  const payment = session.mode === 'subscription' ? 'first' : 'single';
  if (eventId === undefined || !isWanted(payment, options)) return [];
  return purchase(event, {
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
    ),
    visitor: carriedVisitor([session.metadata], options),
    customData: cartOf(session),
  });
}

/** One that is not paid, as where a card is only saved, has no amount, and needs none. */
export function badCheckoutSessionFields(object: unknown): readonly string[] {
  const status = paymentStatus.safeParse(object).data?.payment_status;
  if (status !== undefined && status !== 'paid') return [];
  const session = checkoutSession.safeParse(object).data;
  if (session === undefined) return badFields(checkoutSession, object);
  const isNamed = session.payment_intent !== undefined || session.invoice !== undefined;
  return isNamed || session.amount_total <= 0 ? [] : ['payment_intent'];
}

const paymentStatus = z.object({ payment_status: text });

const lineItem = z.object({
  quantity: z.int().check(z.positive()),
  description: text,
  price: z.object({
    // Below zero it is a discount, and Meta takes no such price.
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
  amount_total: amount,
  currency,
  customer: reference,
  customer_account: text,
  customer_details: person,
  customer_email: text,
  // Before 2025-03-31 beside it, since then inside.
  shipping_details: person,
  collected_information: z.catch(z.optional(z.object({ shipping_details: person })), undefined),
  metadata,
  // In no webhook unless it was looked up.
  // https://docs.stripe.com/api/checkout/sessions/object: the first ten, and whether there are more
  line_items: z.catch(
    z.optional(z.object({ data: z.array(lineItem), has_more: z.catch(z.boolean(), false) })),
    undefined,
  ),
});

/**
 * The cart in Meta's names, with Stripe's product ids; all of it or nothing. It only describes the
 * conversion, so nothing in it may cost the conversion: core refuses text that holds an e-mail
 * address or a phone number, which a shop's own product id or title may look like.
 */
function cartOf({
  line_items: items,
  currency: code,
}: z.infer<typeof checkoutSession>): CustomData | undefined {
  if (items === undefined || items.data.length === 0 || items.has_more) return undefined;
  const contents: Content[] = [];
  for (const { quantity, description, price } of items.data) {
    const id = price.product?.id ?? '';
    if (id.trim() === '' || holdsPersonalData(id)) return undefined;
    contents.push({
      id,
      quantity,
      ...(price.unit_amount === undefined
        ? {}
        : { item_price: majorUnits(price.unit_amount, code) }),
      ...(description === undefined || holdsPersonalData(description)
        ? {}
        : { title: description }),
    });
  }
  return { contents, content_type: 'product' };
}
