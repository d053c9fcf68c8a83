import { type Account, addInvoice, addPaymentIntent } from './account.ts';
import type { Invoice, Subscription, SubscriptionStatus } from './records.ts';

/** The next invoice of a subscription. */
export function openInvoice(
  at: Account,
  subscription: Subscription,
  billingReason: string,
  amountDue: number,
): Invoice {
  const invoice = addInvoice(at, {
    subscription: subscription.id,
    customer: subscription.customer,
    billingReason,
    collectionMethod: subscription.collectionMethod,
    amountDue,
    subscriptionMetadata: subscription.metadata,
  });
  subscription.latestInvoice = invoice.id;
  return invoice;
}

/** An open invoice is paid, by card or outside Stripe. */
export function settle(at: Account, invoice: Invoice, isOutOfBand = false): void {
  const { records } = at;
  const session = records.all('checkout.session').find((one) => one.invoice === invoice.id);
  invoice.isOutOfBand = isOutOfBand;
  if (invoice.amountDue > 0 && !isOutOfBand) {
    const intent = addPaymentIntent(at, {
      amount: invoice.amountDue,
      customer: invoice.customer,
      receiptEmail: records.find('customer', invoice.customer)?.email,
      description: descriptionOf(invoice),
      invoice: invoice.id,
      session: session?.id,
    });
    invoice.paymentIntent = intent.id;
  }
  invoice.status = 'paid';
  invoice.paidAt = at.now;
  if (invoice.amountDue > 0) record(at, invoice, session?.id);
  const intent = records.find('payment_intent', invoice.paymentIntent);
  if (intent !== undefined) at.happen('payment_intent.succeeded', intent);
  at.happen('invoice.paid', invoice);
  at.happen('invoice.payment_succeeded', invoice);
  const subscription = records.find('subscription', invoice.subscription);
  if (subscription !== undefined && subscription.status !== 'trialing') {
    setStatus(at, subscription, 'active');
  }
}

export function setStatus(
  at: Account,
  subscription: Subscription,
  status: SubscriptionStatus,
): void {
  const previous = { status: subscription.status };
  if (status === subscription.status) return;
  subscription.status = status;
  at.happen('customer.subscription.updated', subscription, previous);
}

function record(at: Account, invoice: Invoice, session: string | undefined): void {
  const { amountDue: amount, paymentIntent, id, subscription, billingReason } = invoice;
  const { now } = at;
  at.payments.push({
    amount,
    at: now,
    paymentIntent,
    invoice: id,
    session,
    subscription,
    billingReason,
  });
}

/** What Stripe writes into the PaymentIntent of an invoice. */
function descriptionOf({ subscription, billingReason }: Invoice): string {
  if (subscription === undefined) return 'Payment for Invoice';
  return billingReason === 'subscription_create' ? 'Subscription creation' : 'Subscription update';
}
