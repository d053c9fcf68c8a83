import { unpaidIntentOf } from './checkout-session.ts';
import type { Settings } from './options.ts';
import { isOfUnknownInvoice } from './payment-intent.ts';
import {
  amountPaid,
  invoiceRelation,
  isWanted,
  paidAmount,
  subscriptionPayment,
} from './subscription-payment.ts';

/**
 * What cannot be known of an event without looking it up, and how to make it known; such an event
 * makes nothing that may be wrong.
 */
export function undecidable(type: string, object: unknown, settings: Settings): string | undefined {
  const { purchaseSource } = settings;
  switch (type) {
    case 'payment_intent.succeeded':
      if (purchaseSource !== 'payment_intent') return undefined;
      return isOfUnknownInvoice(object, settings) ? unknownInvoice : undefined;
    case 'checkout.session.completed':
      if (purchaseSource !== 'checkout') return undefined;
      return unpaidIntentOf(object) === undefined ? undefined : unpaidSession;
    case 'invoice.paid':
      return unknownPayment(object, settings);
    default:
      return undefined;
  }
}

const unknownInvoice =
  'no Purchase is made from a payment_intent.succeeded that belongs or may belong to an invoice, since the reason and the consent of the invoice are unknown. Give the option stripe, or set purchaseSource to "invoice".';

const unpaidSession =
  'a Checkout Session completed as unpaid. If its payment is captured later, no Purchase is made: give the option stripe and add payment_intent.succeeded to the events of this endpoint in Stripe. If it is a bank debit or a voucher, no action is needed.';

function unknownPayment(object: unknown, settings: Settings): string | undefined {
  const { purchaseSource, subscriptionEvents, renewals } = settings;
  const invoice = invoiceRelation.safeParse(object).data;
  const paid = paidAmount.safeParse(object).data;
  if (invoice === undefined || paid === undefined || amountPaid(paid) <= 0) return undefined;
  if (subscriptionPayment(invoice) !== 'unknown') return undefined;
  const isManual = invoice.billing_reason === 'manual';
  const isPurchaseLost =
    purchaseSource === 'invoice' &&
    !isManual &&
    renewals !== 'none' &&
    !isWanted('unknown', settings);
  const lost = [
    ...(isPurchaseLost ? ['Purchase'] : []),
    ...(subscriptionEvents ? ['Subscribe'] : []),
    ...(renewals === 'recurring' && !isManual ? ['RecurringSubscriptionPayment'] : []),
  ];
  if (lost.length === 0) return undefined;
  const reason = /^\w{1,40}$/.exec(invoice.billing_reason ?? '')?.[0] ?? 'none';
  return `no ${list(lost)} is made from an invoice.paid with billing_reason ${reason}, which may be the first payment of its subscription or a later one. Give the option stripe.`;
}

/** `A`, `A or B`, `A, B or C`. */
function list(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);
}
