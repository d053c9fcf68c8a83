import { type Account, addSession } from './account.ts';
import { openInvoice, setStatus, settle } from './invoices.ts';
import type { Customer, Invoice, Metadata, Session, Subscription } from './records.ts';

export interface SubscribeOptions {
  customer: Customer;
  amount: number;
  metadata?: Metadata;
  hasTrial?: boolean;
  collectionMethod?: Invoice['collectionMethod'];
  /** The first payment waits for the buyer, as with 3-D Secure: call {@link confirm}. */
  needsConfirmation?: boolean;
  /** A 100 % coupon on the first invoice. */
  isFree?: boolean;
  /** Sold by Checkout, with this metadata on the session. */
  sessionMetadata?: Metadata;
  /** Sold by a Payment Link or a pricing table, with this reference in the address. */
  clientReference?: string | undefined;
}

export interface RenewOptions {
  amount?: number;
  billingReason?: string;
  fails?: boolean;
}

export function subscribe(at: Account, options: SubscribeOptions): Subscription {
  const { customer, amount, hasTrial = false, needsConfirmation = false } = options;
  const { collectionMethod = 'charge_automatically', isFree = false, metadata = {} } = options;
  const waits = needsConfirmation && !hasTrial;
  const subscription = at.records.add<Subscription>({
    kind: 'subscription',
    id: at.id('sub'),
    created: at.now,
    account: at.account,
    status: waits ? 'incomplete' : hasTrial ? 'trialing' : 'active',
    customer: customer.id,
    collectionMethod,
    amount,
    trialStart: hasTrial ? at.now : undefined,
    latestInvoice: undefined,
    metadata,
  });
  const due = hasTrial || isFree ? 0 : amount;
  const invoice = openInvoice(at, subscription, 'subscription_create', due);
  at.happen('customer.subscription.created', subscription);
  const session = sessionOf(at, options, subscription, invoice);
  if (!waits && (collectionMethod === 'charge_automatically' || due === 0)) settle(at, invoice);
  if (session !== undefined) at.happen('checkout.session.completed', session);
  return subscription;
}

function sessionOf(
  at: Account,
  { sessionMetadata, clientReference, customer }: SubscribeOptions,
  { id: subscription }: Subscription,
  { id: invoice, amountDue: amountTotal }: Invoice,
): Session | undefined {
  if (sessionMetadata === undefined && clientReference === undefined) return undefined;
  return addSession(at, {
    mode: 'subscription',
    amountTotal,
    paymentStatus: amountTotal > 0 ? 'paid' : 'no_payment_required',
    invoice,
    subscription,
    customer: customer.id,
    clientReference,
    metadata: sessionMetadata ?? {},
  });
}

export function latestInvoice(at: Account, { id, latestInvoice: latest }: Subscription): Invoice {
  const invoice = at.records.find('invoice', latest);
  if (invoice === undefined) throw new RangeError(`${id} has no invoice.`);
  return invoice;
}

export function endTrial(at: Account, subscription: Subscription, hasCard: boolean): void {
  setStatus(at, subscription, 'active');
  const invoice = openInvoice(at, subscription, 'subscription_cycle', subscription.amount);
  if (hasCard) settle(at, invoice);
  else {
    at.now += 3600;
    setStatus(at, subscription, 'past_due');
  }
}

/** The next invoice; `fails` leaves it open. */
export function renew(
  at: Account,
  subscription: Subscription,
  { amount, billingReason = 'subscription_cycle', fails = false }: RenewOptions = {},
): Invoice {
  const invoice = openInvoice(at, subscription, billingReason, amount ?? subscription.amount);
  if (!fails) settle(at, invoice);
  else if (subscription.collectionMethod === 'charge_automatically') {
    setStatus(at, subscription, 'past_due');
  }
  return invoice;
}

export function changePlan(
  at: Account,
  subscription: Subscription,
  amount: number,
  proration: number,
): void {
  subscription.amount = amount;
  at.happen('customer.subscription.updated', subscription, { items: {} });
  settle(at, openInvoice(at, subscription, 'subscription_update', proration));
}

export function cancel(at: Account, subscription: Subscription): void {
  const invoice = at.records.find('invoice', subscription.latestInvoice);
  if (subscription.status === 'incomplete' && invoice !== undefined) invoice.status = 'void';
  subscription.status = 'canceled';
  at.happen('customer.subscription.deleted', subscription);
}
