import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';
import { carriedVisitor } from './carried-visitor.ts';
import { stripeEventId } from './event-id.ts';
import type { StripeToEventsOptions } from './options.ts';
import { amount, currency, metadata, person, reference, text } from './payload-fields.ts';
import { purchase } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import { isWanted, type SubscriptionPayment, subscriptionPayment } from './subscription-payment.ts';
import { userDataOf } from './user-data.ts';

/** `payment_intent.succeeded`, in the shape of any API version. */
export function paymentIntentToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const intent = paymentIntent.safeParse(event.data.object).data;
  if (intent === undefined) return [];
  const payment = paymentOf(intent);
  if (!isWanted(payment, options)) return [];
  const { customer, latest_charge: charge } = intent;
  // Before 2022-11-15 the charges were embedded, the latest first.
  // https://docs.stripe.com/changelog/2022-11-15/removes-charges-automatically-expanded-payment-intents
  const payer = billingDetails(charge?.object) ?? billingDetails(intent.charges?.data[0]);
  return purchase(event, {
    eventId: stripeEventId(intent.id),
    // What was received was paid: a partial capture takes less than `amount`.
    amount: intent.amount_received ?? intent.amount,
    currency: intent.currency,
    userData: userDataOf(
      [{ email: intent.receipt_email }, payer, person.parse(customer?.object), intent.shipping],
      customer?.id ?? intent.customer_account,
    ),
    visitor: carriedVisitor([intent.metadata], options),
    renewal: payment === 'later',
  });
}

export function badPaymentIntentFields(object: unknown): readonly string[] {
  return badFields(paymentIntent, object);
}

// https://docs.stripe.com/api/payment_intents/object
const paymentIntent = z.object({
  id: z.string().check(z.startsWith('pi_')),
  amount,
  amount_received: z.catch(z.optional(amount), undefined),
  currency,
  customer: reference,
  customer_account: text,
  receipt_email: text,
  shipping: person,
  metadata,
  latest_charge: reference,
  charges: z.catch(z.optional(z.object({ data: z.array(z.unknown()) })), undefined),
  // null: of no invoice. Absent since 2025-03-31, when the field was taken away.
  invoice: z.union([z.null(), reference]),
  payment_details: z.catch(z.optional(z.object({ order_reference: text })), undefined),
});

const chargeOrInvoice = z.object({ billing_details: person, billing_reason: text });

function billingDetails(charge: unknown): z.infer<typeof person> {
  return chargeOrInvoice.safeParse(charge).data?.billing_details;
}

function paymentOf({
  invoice,
  payment_details,
}: z.infer<typeof paymentIntent>): SubscriptionPayment {
  if (invoice === null) return 'single';
  if (invoice !== undefined) {
    return subscriptionPayment(chargeOrInvoice.safeParse(invoice.object).data?.billing_reason);
  }
  // Stripe fills it for invoices, a shop may use it otherwise; what it says is not proof.
  return payment_details?.order_reference?.startsWith('in_') ? 'unknown' : 'single';
}
