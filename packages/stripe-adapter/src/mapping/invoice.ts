import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { carriedVisitor, unattended } from './carried-visitor.ts';
import { type CartLine, contentsOf } from './contents.ts';
import { stripeEventId } from './event-id.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from './options.ts';
import { address, amount, badFields, currency, person, reference, text } from './payload-fields.ts';
import { type Payment, paymentToEvents } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import {
  amountPaid,
  invoiceRelation,
  isAttended,
  isWanted,
  paidAmount,
  purchasePayment,
  subscriptionOf,
  subscriptionPayment,
} from './subscription-payment.ts';
import { userDataOf } from './user-data.ts';

/**
 * `invoice.paid`: a `Purchase` where invoices are the source of it, under the invoice's id, since
 * neither the event nor a Checkout Session that starts a subscription names a PaymentIntent. Under
 * every source: `Subscribe` with the first payment of a subscription, under the subscription's id.
 */
// https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices
export function invoiceToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const settings = withDefaults(options);
  const invoice = paidInvoice.safeParse(event.data.object).data;
  if (invoice === undefined) return [];
  const visitor = carriedVisitor(event.data.object, settings);
  const payment: Omit<Payment, 'eventId' | 'eventName'> = {
    amount: amountPaid(invoice),
    currency: invoice.currency,
    userData: userDataOfInvoice(invoice),
    circumstances: isAttended(invoice) ? { visitor } : unattended(visitor),
    customData: contentsOf(linesOf(invoice), invoice.currency),
  };
  return eventsOfInvoice(invoice, settings).flatMap((names) =>
    paymentToEvents(event, { ...payment, ...names }),
  );
}

/** Which events an invoice creates, and under which id. */
function eventsOfInvoice(
  invoice: PaidInvoice,
  settings: Settings,
): readonly Pick<Payment, 'eventId' | 'eventName'>[] {
  const eventId = stripeEventId(invoice.id);
  const purchase = purchasePayment(invoice);
  const subscription = subscriptionOf(invoice);
  const events: Pick<Payment, 'eventId' | 'eventName'>[] = [];
  if (settings.purchaseSource === 'invoice' && isWanted(purchase, settings)) {
    events.push({ eventName: 'Purchase', eventId });
  }
  const isFirst = subscriptionPayment(invoice) === 'first';
  if (settings.subscriptionEvents && isFirst && subscription !== undefined) {
    events.push({ eventName: 'Subscribe', eventId: subscription });
  }
  if (settings.renewals === 'recurring' && purchase === 'later') {
    events.push({ eventName: 'RecurringSubscriptionPayment', eventId });
  }
  return events;
}

function userDataOfInvoice(invoice: PaidInvoice): Payment['userData'] {
  return userDataOf(
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
    subscriptionOf(invoice),
  );
}

export function badInvoiceFields(object: unknown): readonly string[] {
  return badFields(paidInvoice, object);
}

const lineItem = z.object({
  amount: amount.check(z.nonnegative()),
  quantity: z.int().check(z.positive()),
  description: text,
  // Until 2025-03-31 in the price, since then in the pricing.
  price: z.catch(z.optional(z.object({ product: reference })), undefined),
  pricing: z.catch(
    z.optional(
      z.object({
        price_details: z.catch(z.optional(z.object({ product: reference })), undefined),
      }),
    ),
    undefined,
  ),
});

// https://docs.stripe.com/api/invoices/object
const invoiceFields = z.object({
  id: z.string().check(z.startsWith('in_')),
  currency,
  customer: reference,
  customer_account: text,
  customer_email: text,
  customer_phone: text,
  customer_name: text,
  customer_address: address,
  customer_shipping: person,
  // The first lines, and whether there are more. A credit's amount is below 0: no such list is read.
  lines: z.catch(
    z.optional(z.object({ data: z.array(lineItem), has_more: z.catch(z.boolean(), false) })),
    undefined,
  ),
});

const paidInvoice = z.intersection(invoiceFields, z.intersection(invoiceRelation, paidAmount));

type PaidInvoice = z.infer<typeof paidInvoice>;

function linesOf({ lines }: z.infer<typeof invoiceFields>): readonly CartLine[] | undefined {
  if (lines === undefined || lines.has_more) return undefined;
  return lines.data.map(({ amount: total, quantity, description, price, pricing }) => ({
    productId: (pricing?.price_details?.product ?? price?.product)?.id,
    quantity,
    // What the line was charged: in a trial it is 0, whatever the price.
    unitAmount: total % quantity === 0 ? total / quantity : undefined,
    title: description,
  }));
}
