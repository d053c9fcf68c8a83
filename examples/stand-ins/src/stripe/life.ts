import type {
  Customer,
  Invoice,
  Metadata,
  PaymentIntent,
  Records,
  Session,
  StripeRecord,
  Subscription,
  SubscriptionStatus,
} from './records.ts';

/** Money that was paid, as an accountant would write it down. */
export interface Payment {
  amount: number;
  at: number;
  paymentIntent: string | undefined;
  invoice: string | undefined;
  session: string | undefined;
  subscription: string | undefined;
  billingReason: string | undefined;
}

export interface SubscribeOptions {
  customer: Customer;
  amount: number;
  metadata?: Metadata;
  hasTrial?: boolean;
  collectionMethod?: Invoice['collectionMethod'];
  /** The first payment waits for the buyer, as with 3-D Secure: call {@link Life.confirm}. */
  needsConfirmation?: boolean;
  /** A 100 % coupon on the first invoice. */
  isFree?: boolean;
  /** Sold by Checkout, with this metadata on the session. */
  sessionMetadata?: Metadata;
}

/** What happens at a merchant's; each call writes the events that Stripe sends. */
export interface Life {
  now: number;
  payments: readonly Payment[];
  wait(seconds: number): void;
  customer(metadata?: Metadata): Customer;
  /** A single payment, with Checkout where it has `sessionMetadata`. */
  pay(options: PayOptions): PaymentIntent;
  capture(intent: PaymentIntent): void;
  /** An invoice without a subscription, sent to the customer; {@link Life.settle} pays it. */
  invoice(options: InvoiceOptions): Invoice;
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

interface PayOptions {
  amount: number;
  customer?: Customer;
  metadata?: Metadata;
  sessionMetadata?: Metadata;
  isCapturedLater?: boolean;
}

interface InvoiceOptions {
  customer: Customer;
  amount: number;
  metadata?: Metadata;
}

interface RenewOptions {
  amount?: number;
  billingReason?: string;
  fails?: boolean;
}

export function startLife(records: Records, now: number, account?: string): Life {
  const payments: Payment[] = [];
  let made = 0;
  const id = (prefix: string): string => {
    made += 1;
    return `${prefix}_${account === undefined ? '' : 'c'}${String(made).padStart(6, '0')}`;
  };

  function happen(
    type: string,
    record: StripeRecord,
    previous?: Readonly<Record<string, unknown>>,
  ): void {
    const happening = { id: id('evt'), type, created: life.now, account, previous };
    records.happenings.push({ ...happening, record: structuredClone(record), isDelivered: false });
  }

  function change(subscription: Subscription, status: SubscriptionStatus): void {
    const previous = { status: subscription.status };
    if (status === subscription.status) return;
    subscription.status = status;
    happen('customer.subscription.updated', subscription, previous);
  }

  function invoiceOf(
    fields: Pick<Invoice, 'amountDue' | 'billingReason' | 'collectionMethod' | 'customer'> &
      Partial<Invoice>,
  ): Invoice {
    return records.add<Invoice>({
      kind: 'invoice',
      id: id('in'),
      created: life.now,
      account,
      subscription: undefined,
      status: 'open',
      paidAt: undefined,
      isOutOfBand: false,
      paymentIntent: undefined,
      subscriptionMetadata: {},
      metadata: {},
      ...fields,
    });
  }

  function open(subscription: Subscription, billingReason: string, amountDue: number): Invoice {
    const invoice = invoiceOf({
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

  function intentOf(fields: Partial<PaymentIntent> & { amount: number }): PaymentIntent {
    return records.add<PaymentIntent>({
      kind: 'payment_intent',
      id: id('pi'),
      created: life.now,
      account,
      amountReceived: fields.amount,
      status: 'succeeded',
      customer: undefined,
      receiptEmail: undefined,
      description: undefined,
      captureMethod: 'automatic_async',
      methodType: 'card',
      invoice: undefined,
      session: undefined,
      metadata: {},
      ...fields,
    });
  }

  function sessionOf(fields: Partial<Session> & Pick<Session, 'amountTotal' | 'mode'>): Session {
    return records.add<Session>({
      kind: 'checkout.session',
      id: id('cs'),
      created: life.now,
      account,
      paymentStatus: 'paid',
      paymentIntent: undefined,
      invoice: undefined,
      subscription: undefined,
      customer: undefined,
      email: 'anna.muster@example.com',
      metadata: {},
      ...fields,
    });
  }

  function settle(invoice: Invoice, isOutOfBand = false): void {
    const subscription = records.find('subscription', invoice.subscription);
    const session = records.all('checkout.session').find((one) => one.invoice === invoice.id);
    invoice.isOutOfBand = isOutOfBand;
    if (invoice.amountDue > 0 && !isOutOfBand) {
      const intent = intentOf({
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
    invoice.paidAt = life.now;
    if (invoice.amountDue > 0) {
      payments.push({
        amount: invoice.amountDue,
        at: life.now,
        paymentIntent: invoice.paymentIntent,
        invoice: invoice.id,
        session: session?.id,
        subscription: invoice.subscription,
        billingReason: invoice.billingReason,
      });
    }
    const intent = records.find('payment_intent', invoice.paymentIntent);
    if (intent !== undefined) happen('payment_intent.succeeded', intent);
    happen('invoice.paid', invoice);
    happen('invoice.payment_succeeded', invoice);
    if (subscription !== undefined && subscription.status !== 'trialing') {
      change(subscription, 'active');
    }
  }

  const life: Life = {
    now,
    payments,
    wait(seconds) {
      life.now += seconds;
    },
    customer: (metadata = {}) =>
      records.add<Customer>({
        kind: 'customer',
        id: id('cus'),
        created: life.now,
        account,
        email: 'anna.muster@example.com',
        name: 'Anna Muster',
        metadata,
      }),
    pay({ amount, customer, metadata = {}, sessionMetadata, isCapturedLater = false }) {
      const intent = intentOf({
        amount,
        amountReceived: isCapturedLater ? 0 : amount,
        status: isCapturedLater ? 'requires_capture' : 'succeeded',
        captureMethod: isCapturedLater ? 'manual' : 'automatic_async',
        customer: customer?.id,
        receiptEmail: 'anna.muster@example.com',
        metadata,
      });
      if (sessionMetadata !== undefined) {
        const session = sessionOf({
          mode: 'payment',
          amountTotal: amount,
          paymentStatus: isCapturedLater ? 'unpaid' : 'paid',
          paymentIntent: intent.id,
          customer: customer?.id,
          metadata: sessionMetadata,
        });
        intent.session = session.id;
        happen('checkout.session.completed', session);
      }
      if (!isCapturedLater) paid(intent);
      return intent;
    },
    capture(intent) {
      intent.status = 'succeeded';
      intent.amountReceived = intent.amount;
      const session = records.find('checkout.session', intent.session);
      if (session !== undefined) session.paymentStatus = 'paid';
      paid(intent);
    },
    invoice: ({ customer, amount, metadata = {} }) =>
      invoiceOf({
        customer: customer.id,
        billingReason: 'manual',
        collectionMethod: 'send_invoice',
        amountDue: amount,
        metadata,
      }),
    subscribe(options) {
      const { customer, amount, hasTrial = false, needsConfirmation = false } = options;
      const { collectionMethod = 'charge_automatically', isFree = false, metadata = {} } = options;
      const waits = needsConfirmation && !hasTrial;
      const subscription = records.add<Subscription>({
        kind: 'subscription',
        id: id('sub'),
        created: life.now,
        account,
        status: waits ? 'incomplete' : hasTrial ? 'trialing' : 'active',
        customer: customer.id,
        collectionMethod,
        amount,
        trialStart: hasTrial ? life.now : undefined,
        latestInvoice: undefined,
        metadata,
      });
      const invoice = open(subscription, 'subscription_create', hasTrial || isFree ? 0 : amount);
      happen('customer.subscription.created', subscription);
      const session =
        options.sessionMetadata === undefined
          ? undefined
          : sessionOf({
              mode: 'subscription',
              amountTotal: invoice.amountDue,
              paymentStatus: invoice.amountDue > 0 ? 'paid' : 'no_payment_required',
              invoice: invoice.id,
              subscription: subscription.id,
              customer: customer.id,
              metadata: options.sessionMetadata,
            });
      if (!waits && (collectionMethod === 'charge_automatically' || invoice.amountDue === 0)) {
        settle(invoice);
      }
      if (session !== undefined) happen('checkout.session.completed', session);
      return subscription;
    },
    latestInvoice({ id: subscriptionId, latestInvoice }) {
      const invoice = records.find('invoice', latestInvoice);
      if (invoice === undefined) throw new RangeError(`${subscriptionId} has no invoice.`);
      return invoice;
    },
    confirm: (subscription) => settle(life.latestInvoice(subscription)),
    touch: (subscription) =>
      happen('customer.subscription.updated', subscription, { default_payment_method: null }),
    endTrial(subscription, hasCard) {
      change(subscription, 'active');
      const invoice = open(subscription, 'subscription_cycle', subscription.amount);
      if (hasCard) settle(invoice);
      else {
        life.wait(3600);
        change(subscription, 'past_due');
      }
    },
    renew(subscription, { amount, billingReason = 'subscription_cycle', fails = false } = {}) {
      const invoice = open(subscription, billingReason, amount ?? subscription.amount);
      if (!fails) settle(invoice);
      else if (subscription.collectionMethod === 'charge_automatically') {
        change(subscription, 'past_due');
      }
      return invoice;
    },
    settle,
    changePlan(subscription, amount, proration) {
      subscription.amount = amount;
      happen('customer.subscription.updated', subscription, { items: {} });
      settle(open(subscription, 'subscription_update', proration));
    },
    setStatus: change,
    cancel(subscription) {
      const invoice = records.find('invoice', subscription.latestInvoice);
      if (subscription.status === 'incomplete' && invoice !== undefined) invoice.status = 'void';
      subscription.status = 'canceled';
      happen('customer.subscription.deleted', subscription);
    },
  };

  function paid(intent: PaymentIntent): void {
    payments.push({
      amount: intent.amount,
      at: life.now,
      paymentIntent: intent.id,
      invoice: undefined,
      session: intent.session,
      subscription: undefined,
      billingReason: undefined,
    });
    happen('charge.succeeded', intent);
    happen('payment_intent.succeeded', intent);
  }

  return life;
}

/** What Stripe writes into the PaymentIntent of an invoice. */
function descriptionOf({ subscription, billingReason }: Invoice): string {
  if (subscription === undefined) return 'Payment for Invoice';
  return billingReason === 'subscription_create' ? 'Subscription creation' : 'Subscription update';
}
