import { type Account, addCustomer, addInvoice, addPaymentIntent, addSession } from './account.ts';
import { settle } from './invoices.ts';
import type { Customer, Metadata, PaymentIntent, Session } from './records.ts';

export interface PayOptions {
  amount: number;
  customer?: Customer;
  metadata?: Metadata;
  /** Sold by Checkout, with this metadata on the session. */
  sessionMetadata?: Metadata;
  isCapturedLater?: boolean;
  /** A destination charge: the platform's payment, for this connected account. */
  // https://docs.stripe.com/connect/destination-charges
  destination?: string;
}

export function pay(at: Account, options: PayOptions): PaymentIntent {
  const { amount, customer, metadata = {}, sessionMetadata, isCapturedLater = false } = options;
  const intent = addPaymentIntent(at, {
    amount,
    amountReceived: isCapturedLater ? 0 : amount,
    status: isCapturedLater ? 'requires_capture' : 'succeeded',
    captureMethod: isCapturedLater ? 'manual' : 'automatic_async',
    customer: customer?.id,
    receiptEmail: 'anna.muster@example.com',
    destination: options.destination,
    metadata,
  });
  if (sessionMetadata !== undefined) {
    const paymentStatus = isCapturedLater ? 'unpaid' : 'paid';
    complete(at, intent, { paymentStatus, metadata: sessionMetadata });
  }
  if (!isCapturedLater) paid(at, intent);
  return intent;
}

export interface PaymentLinkOptions {
  amount: number;
  /** As in the address of the link. */
  clientReference?: string | undefined;
  /** Whether the link creates an invoice for the payment. */
  createsInvoice?: boolean;
  /** Where Stripe sends the receipt, if the account sends receipts. */
  receiptEmail?: string;
}

/** A sale by a Payment Link: no server of the shop creates the session, so there is no metadata. */
// https://docs.stripe.com/payment-links/url-parameters
export function payByLink(at: Account, options: PaymentLinkOptions): PaymentIntent {
  const { amount, clientReference, createsInvoice = false, receiptEmail } = options;
  if (!createsInvoice) {
    const intent = addPaymentIntent(at, { amount, receiptEmail });
    complete(at, intent, { paymentStatus: 'paid', clientReference });
    paid(at, intent);
    return intent;
  }
  const invoice = addInvoice(at, {
    customer: addCustomer(at).id,
    billingReason: 'manual',
    collectionMethod: 'send_invoice',
    amountDue: amount,
  });
  settle(at, invoice);
  const intent = at.records.find('payment_intent', invoice.paymentIntent);
  if (intent === undefined) throw new RangeError('The invoice has no PaymentIntent.');
  complete(at, intent, { paymentStatus: 'paid', invoice: invoice.id, clientReference });
  return intent;
}

export function capture(at: Account, intent: PaymentIntent): void {
  intent.status = 'succeeded';
  intent.amountReceived = intent.amount;
  const session = at.records.find('checkout.session', intent.session);
  if (session !== undefined) session.paymentStatus = 'paid';
  paid(at, intent);
}

/** What becomes of a PaymentIntent that was created by the API. */
export type Decision = 'declined' | 'later' | 'paid';

export function decide(at: Account, intent: PaymentIntent, decision: Decision): void {
  if (decision === 'paid') {
    intent.status = 'succeeded';
    intent.amountReceived = intent.amount;
    paid(at, intent);
  } else if (decision === 'later') {
    intent.status = 'processing';
    at.happen('payment_intent.processing', intent);
  } else {
    intent.status = 'requires_payment_method';
    at.happen('payment_intent.payment_failed', intent);
  }
}

/** A Checkout Session completes. */
function complete(at: Account, intent: PaymentIntent, fields: Partial<Session>): void {
  const { amount: amountTotal, id: paymentIntent, customer } = intent;
  const session = addSession(at, {
    mode: 'payment',
    amountTotal,
    paymentIntent,
    customer,
    ...fields,
  });
  intent.session = session.id;
  at.happen('checkout.session.completed', session);
}

function paid(at: Account, intent: PaymentIntent): void {
  at.payments.push({
    amount: intent.amount,
    at: at.now,
    paymentIntent: intent.id,
    invoice: undefined,
    session: intent.session,
    subscription: undefined,
    billingReason: undefined,
  });
  at.happen('charge.succeeded', intent);
  at.happen('payment_intent.succeeded', intent);
}
