import { type Account, addCustomer, addInvoice, type Payment } from './account.ts';
import { setStatus, settle } from './invoices.ts';
import type {
  Customer,
  Invoice,
  Metadata,
  PaymentIntent,
  Subscription,
  SubscriptionStatus,
} from './records.ts';
import {
  capture,
  type Decision,
  decide,
  type PaymentLinkOptions,
  type PayOptions,
  pay,
  payByLink,
} from './sales.ts';
import {
  cancel,
  changePlan,
  endTrial,
  latestInvoice,
  type RenewOptions,
  renew,
  type SubscribeOptions,
  subscribe,
} from './subscriptions.ts';

/** What a merchant and its customers do; each call writes the events that Stripe sends. */
export interface Life {
  readonly now: number;
  payments: readonly Payment[];
  wait(seconds: number): void;
  customer(metadata?: Metadata): Customer;
  /** A single payment, with Checkout where it has `sessionMetadata`. */
  pay(options: PayOptions): PaymentIntent;
  /** A single payment by a Payment Link. */
  payByLink(options: PaymentLinkOptions): PaymentIntent;
  capture(intent: PaymentIntent): void;
  /** The buyer pays, or not, a PaymentIntent that was created by the API. */
  decide(intent: PaymentIntent, decision: Decision): void;
  /** An invoice without a subscription, sent to the customer; {@link Life.settle} pays it. */
  invoice(options: { customer: Customer; amount: number; metadata?: Metadata }): Invoice;
  subscribe(options: SubscribeOptions): Subscription;
  confirm(subscription: Subscription): void;
  /** Another field than the status changes, such as the payment method. */
  touch(subscription: Subscription): void;
  endTrial(subscription: Subscription, hasCard: boolean): void;
  /** The next invoice; `fails` leaves it open. */
  renew(subscription: Subscription, options?: RenewOptions): Invoice;
  latestInvoice(subscription: Subscription): Invoice;
  /** An open invoice is paid, by card or outside Stripe. */
  settle(invoice: Invoice, isOutOfBand?: boolean): void;
  changePlan(subscription: Subscription, amount: number, proration: number): void;
  setStatus(subscription: Subscription, status: SubscriptionStatus): void;
  cancel(subscription: Subscription): void;
}

export function startLife(at: Account): Life {
  return {
    get now() {
      return at.now;
    },
    payments: at.payments,
    wait(seconds) {
      at.now += seconds;
    },
    customer: (metadata) => addCustomer(at, metadata),
    pay: (options) => pay(at, options),
    payByLink: (options) => payByLink(at, options),
    capture: (intent) => capture(at, intent),
    decide: (intent, decision) => decide(at, intent, decision),
    invoice: ({ customer, amount, metadata = {} }) =>
      addInvoice(at, {
        customer: customer.id,
        billingReason: 'manual',
        collectionMethod: 'send_invoice',
        amountDue: amount,
        metadata,
      }),
    subscribe: (options) => subscribe(at, options),
    confirm: (subscription) => settle(at, latestInvoice(at, subscription)),
    touch: (subscription) =>
      at.happen('customer.subscription.updated', subscription, { default_payment_method: null }),
    endTrial: (subscription, hasCard) => endTrial(at, subscription, hasCard),
    renew: (subscription, options) => renew(at, subscription, options),
    latestInvoice: (subscription) => latestInvoice(at, subscription),
    settle: (invoice, isOutOfBand) => settle(at, invoice, isOutOfBand),
    changePlan: (subscription, amount, proration) =>
      changePlan(at, subscription, amount, proration),
    setStatus: (subscription, status) => setStatus(at, subscription, status),
    cancel: (subscription) => cancel(at, subscription),
  };
}
