import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';
import { carriedVisitor } from './carried-visitor.ts';
import { stripeEventId } from './event-id.ts';
import type { StripeToEventsOptions } from './options.ts';
import { address, amount, currency, metadata, person, reference, text } from './payload-fields.ts';
import { purchase } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import { isWanted, subscriptionPayment } from './subscription-payment.ts';
import { userDataOf } from './user-data.ts';

/**
 * `invoice.paid`: a payment that knows whether it is a subscription's, and which of its. It goes by
 * the invoice's own id: since 2025-03-31 the event names no PaymentIntent, and a Checkout Session
 * that starts a subscription names none either.
 */
// https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices
export function invoiceToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const invoice = paidInvoice.safeParse(event.data.object).data;
  if (invoice === undefined) return [];
  const payment = subscriptionPayment(invoice.billing_reason);
  if (!isWanted(payment, options)) return [];
  const subscription = invoice.parent?.subscription_details ?? invoice.subscription_details;
  return purchase(event, {
    eventId: stripeEventId(invoice.id),
    amount: invoice.amount_paid,
    currency: invoice.currency,
    userData: userDataOf(
      [
        {
          email: invoice.customer_email,
          phone: invoice.customer_phone,
          name: invoice.customer_name,
          address: invoice.customer_address,
        },
        person.parse(invoice.customer?.object),
        invoice.customer_shipping,
      ],
      invoice.customer?.id ?? invoice.customer_account,
    ),
    visitor: carriedVisitor([invoice.metadata, subscription?.metadata ?? {}], options),
    renewal: payment === 'later',
  });
}

export function badInvoiceFields(object: unknown): readonly string[] {
  return badFields(paidInvoice, object);
}

const subscriptionDetails = z.catch(z.optional(z.object({ metadata })), undefined);

// https://docs.stripe.com/api/invoices/object
const paidInvoice = z.object({
  id: z.string().check(z.startsWith('in_')),
  amount_paid: amount,
  currency,
  billing_reason: text,
  customer: reference,
  customer_account: text,
  customer_email: text,
  customer_phone: text,
  customer_name: text,
  customer_address: address,
  customer_shipping: person,
  metadata,
  // Until 2025-03-31 beside it, since then in its parent.
  subscription_details: subscriptionDetails,
  parent: z.catch(z.optional(z.object({ subscription_details: subscriptionDetails })), undefined),
});
