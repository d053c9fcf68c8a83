import type {
  Customer,
  Invoice,
  PaymentIntent,
  Records,
  Session,
  StripeRecord,
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

/** One Stripe account: creates its objects and writes the events that Stripe sends. */
export interface Account {
  now: number;
  readonly records: Records;
  readonly payments: Payment[];
  readonly account: string | undefined;
  id(prefix: string): string;
  happen(type: string, record: StripeRecord, previous?: Readonly<Record<string, unknown>>): void;
}

export function openAccount(records: Records, now: number, account: string | undefined): Account {
  let made = 0;
  const opened: Account = {
    now,
    records,
    account,
    payments: [],
    id(prefix) {
      made += 1;
      const owner = account === undefined ? '' : `c${account.replace(/^.*acct_/, '')}x`;
      return `${prefix}_${owner}${String(made).padStart(6, '0')}`;
    },
    happen(type, record, previous) {
      const happening = { id: opened.id('evt'), type, created: opened.now, account, previous };
      records.happenings.push({
        ...happening,
        record: structuredClone(record),
        isDelivered: false,
      });
    },
  };
  return opened;
}

export function addCustomer(at: Account, metadata: Customer['metadata'] = {}): Customer {
  return at.records.add<Customer>({
    kind: 'customer',
    id: at.id('cus'),
    created: at.now,
    account: at.account,
    email: 'anna.muster@example.com',
    name: 'Anna Muster',
    metadata,
  });
}

export function addPaymentIntent(
  at: Account,
  fields: Partial<PaymentIntent> & { amount: number },
): PaymentIntent {
  return at.records.add<PaymentIntent>({
    kind: 'payment_intent',
    id: at.id('pi'),
    created: at.now,
    account: at.account,
    amountReceived: fields.amount,
    currency: 'eur',
    status: 'succeeded',
    redirect: undefined,
    customer: undefined,
    receiptEmail: undefined,
    description: undefined,
    captureMethod: 'automatic_async',
    methodType: 'card',
    invoice: undefined,
    session: undefined,
    destination: undefined,
    metadata: {},
    ...fields,
  });
}

export function addSession(
  at: Account,
  { clientReference, ...fields }: Partial<Session> & Pick<Session, 'amountTotal' | 'mode'>,
): Session {
  return at.records.add<Session>({
    kind: 'checkout.session',
    id: at.id('cs'),
    created: at.now,
    account: at.account,
    paymentStatus: 'paid',
    paymentIntent: undefined,
    invoice: undefined,
    subscription: undefined,
    customer: undefined,
    email: 'anna.muster@example.com',
    // Stripe ignores another one silently: https://docs.stripe.com/payment-links/url-parameters
    clientReference: /^[\w-]{1,200}$/.test(clientReference ?? '') ? clientReference : undefined,
    metadata: {},
    ...fields,
  });
}

export function addInvoice(
  at: Account,
  fields: Pick<Invoice, 'amountDue' | 'billingReason' | 'collectionMethod' | 'customer'> &
    Partial<Invoice>,
): Invoice {
  return at.records.add<Invoice>({
    kind: 'invoice',
    id: at.id('in'),
    created: at.now,
    account: at.account,
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
