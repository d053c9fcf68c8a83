import { carriedVisitor } from './carried-visitor.ts';
import { unpaidIntentOf } from './checkout-session.ts';
import type { Settings } from './options.ts';
import {
  invoiceOfIntent,
  isOfCheckout,
  isOfUnknownInvoice,
  mayBeOfInvoice,
} from './payment-intent.ts';
import {
  amountPaid,
  type InvoiceRelation,
  invoiceRelation,
  isWanted,
  paidAmount,
  purchasePayment,
  subscriptionOf,
  subscriptionPayment,
} from './subscription-payment.ts';

/**
 * Which events are not created from a payment because neither its payload nor the look-ups show what
 * it is, and how to correct that. `undefined` where nothing is missing.
 */
export function undecidable(type: string, object: unknown, settings: Settings): string | undefined {
  switch (type) {
    case 'payment_intent.succeeded':
      if (settings.purchaseSource !== 'payment_intent') return undefined;
      return isOfUnknownInvoice(object, settings)
        ? unknownInvoice
        : unknownIntent(object, settings);
    case 'invoice.paid':
      return unknownPayment(object, settings);
    default:
      return undefined;
  }
}

/** What may be wrong with an event without `stripe`, where the payload does not show it. */
export function uncertain(type: string, object: unknown, settings: Settings): string | undefined {
  const { purchaseSource } = settings;
  if (type === 'payment_intent.succeeded' && purchaseSource === 'payment_intent') {
    if (mayBeOfInvoice(object, settings)) return unnamedInvoice;
    const { consent } = carriedVisitor(object, settings);
    return consent === 'unknown' && isOfCheckout(object) ? sessionNotRead : undefined;
  }
  if (type === 'checkout.session.completed' && purchaseSource === 'checkout') {
    return unpaidIntentOf(object) === undefined ? undefined : unpaidSession;
  }
  return undefined;
}

const unknownInvoice =
  'no Purchase is made from a payment_intent.succeeded that belongs or may belong to an invoice, since the reason and the consent of the invoice are unknown. Give the option stripe, or set purchaseSource to "invoice".';

const unnamedInvoice =
  'a payment_intent.succeeded with a customer counts as a single sale, but in this API version a PaymentIntent does not name its invoice, so it may be a renewal and the consent on the invoice is not read. Give the option stripe. If your shop has no invoices and no subscriptions in Stripe, no action is needed.';

const sessionNotRead =
  'a payment_intent.succeeded of a Checkout Session has no meta_consent, and the session, whose metadata or client_reference_id may have it, is not read. If you sell by Payment Links or pricing tables, give the option stripe, or set purchaseSource to "checkout".';

const unpaidSession =
  'a Checkout Session completed as unpaid. If its payment is captured later, no Purchase is made: give the option stripe and add payment_intent.succeeded to the events of this endpoint in Stripe. If it is a bank debit or a voucher, no action is needed.';

function unknownIntent(object: unknown, settings: Settings): string | undefined {
  const invoice = invoiceOfIntent(object);
  if (invoice === undefined) return undefined;
  const lost = isPurchaseUnknown(invoice, settings) ? ['Purchase'] : [];
  return lostOf('a payment_intent.succeeded of an invoice', lost, invoice);
}

function unknownPayment(object: unknown, settings: Settings): string | undefined {
  const { purchaseSource, subscriptionEvents, renewals } = settings;
  const invoice = invoiceRelation.safeParse(object).data;
  const paid = paidAmount.safeParse(object).data;
  if (invoice === undefined || paid === undefined || amountPaid(paid) <= 0) return undefined;
  if (subscriptionPayment(invoice) !== 'unknown') return undefined;
  const isManual = invoice.billing_reason === 'manual';
  const isPurchaseLost = purchaseSource === 'invoice' && isPurchaseUnknown(invoice, settings);
  return lostOf(
    'an invoice.paid',
    [
      ...(isPurchaseLost ? ['Purchase'] : []),
      ...(subscriptionEvents ? ['Subscribe'] : []),
      ...(renewals === 'recurring' && !isManual ? ['RecurringSubscriptionPayment'] : []),
    ],
    invoice,
  );
}

function isPurchaseUnknown(invoice: InvoiceRelation, settings: Settings): boolean {
  const isUnknown = purchasePayment(invoice) === 'unknown';
  return isUnknown && settings.renewals !== 'none' && !isWanted('unknown', settings);
}

function lostOf(
  from: string,
  lost: readonly string[],
  invoice: InvoiceRelation,
): string | undefined {
  if (lost.length === 0) return undefined;
  const reason = /^\w{1,40}$/.exec(invoice.billing_reason ?? '')?.[0] ?? 'none';
  const cause =
    subscriptionOf(invoice) === undefined
      ? ' that names no subscription. Stripe names it in every invoice of a subscription: check what changes events in transit.'
      : ', which may be the first payment of its subscription or a later one. Give the option stripe.';
  return `no ${list(lost)} is made from ${from} with billing_reason ${reason}${cause}`;
}

/** `A`, `A or B`, `A, B or C`. */
function list(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);
}
