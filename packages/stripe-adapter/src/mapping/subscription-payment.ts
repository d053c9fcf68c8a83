import * as z from 'zod/mini';
import type { Settings } from './options.ts';
import { amount, type Reference, reference, text } from './payload-fields.ts';

/**
 * What a payment is to its subscription. `single`: there is no subscription. `unknown`: only
 * Stripe's records show it.
 */
export type SubscriptionPayment = 'first' | 'later' | 'single' | 'unknown';

/** The fields of an invoice that relate it to a subscription. */
export interface InvoiceRelation {
  billing_reason?: string | undefined;
  collection_method?: string | undefined;
  subscription?: Reference | undefined;
  subscription_details?: SubscriptionDetails | undefined;
  parent?: { subscription_details?: SubscriptionDetails | undefined } | undefined;
  /** Written by `enrich`: whether no earlier invoice of the subscription was paid. */
  meta_first_payment?: boolean | undefined;
}

interface SubscriptionDetails {
  subscription?: Reference | undefined;
}

const subscriptionDetails: z.ZodMiniType<SubscriptionDetails | undefined> = z.catch(
  z.optional(z.object({ subscription: reference })),
  undefined,
);

/** In the shape of every API version. */
// https://docs.stripe.com/api/invoices/object
export const invoiceRelation: z.ZodMiniType<InvoiceRelation> = z.object({
  billing_reason: text,
  collection_method: text,
  // Until 2025-03-31 beside it, since then in its parent.
  subscription: reference,
  subscription_details: subscriptionDetails,
  parent: z.catch(z.optional(z.object({ subscription_details: subscriptionDetails })), undefined),
  meta_first_payment: z.catch(z.optional(z.boolean()), undefined),
});

export function subscriptionOf(invoice: InvoiceRelation): string | undefined {
  const details = invoice.parent?.subscription_details ?? invoice.subscription_details;
  return details?.subscription?.id ?? invoice.subscription?.id;
}

/** The first payment is the first amount above 0, not the first invoice: that may be a trial's. */
export function subscriptionPayment(invoice: InvoiceRelation): SubscriptionPayment {
  const { billing_reason: reason, meta_first_payment: isFirst } = invoice;
  if (isFirst !== undefined) return isFirst ? 'first' : 'later';
  if (reason === 'subscription_create') return 'first';
  if (subscriptionOf(invoice) !== undefined) return 'unknown';
  // Of an invoice without a subscription, the reason may be null or one that Stripe adds later.
  return reason?.startsWith('subscription') ? 'unknown' : 'single';
}

/** What a payment is to `Purchase`: a manual invoice is a single sale, even of a subscription. */
// https://docs.stripe.com/api/invoices/object#invoice_object-billing_reason
export function purchasePayment(invoice: InvoiceRelation): SubscriptionPayment {
  return invoice.billing_reason === 'manual' ? 'single' : subscriptionPayment(invoice);
}

/**
 * Whether Stripe's list of paid invoices decides if this payment of a subscription is the first. The invoice that
 * creates a subscription is always its first to be paid, except where the customer pays it by hand.
 */
export function needsHistory(invoice: InvoiceRelation): boolean {
  return (
    invoice.billing_reason !== 'subscription_create' || invoice.collection_method === 'send_invoice'
  );
}

/**
 * Whether the buyer is on the page that the visitor names when this is paid: when a subscription
 * begins, or at a sale without one. An invoice that is sent and any later invoice of a subscription
 * are paid elsewhere, and their visitor is the one of the sign-up.
 */
export function isAttended(invoice: InvoiceRelation): boolean {
  if (invoice.billing_reason === 'subscription_create') {
    return invoice.collection_method !== 'send_invoice';
  }
  return subscriptionPayment(invoice) === 'single';
}

export function isWanted(payment: SubscriptionPayment, { renewals }: Settings): boolean {
  if (renewals === 'all' || payment === 'single') return true;
  return renewals !== 'none' && payment === 'first';
}

export interface PaidAmount {
  amount_paid: number;
  amount_due?: number | undefined;
  paid_out_of_band?: boolean | undefined;
}

export const paidAmount: z.ZodMiniType<PaidAmount> = z.object({
  amount_paid: amount,
  amount_due: z.catch(z.optional(amount), undefined),
  paid_out_of_band: z.catch(z.optional(z.boolean()), undefined),
});

/** In minor units. Until 2025-03-31 `amount_paid` is 0 for what was paid outside Stripe. */
// https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices
export function amountPaid({ amount_paid, amount_due = 0, paid_out_of_band }: PaidAmount): number {
  return amount_paid === 0 && paid_out_of_band === true ? amount_due : amount_paid;
}
