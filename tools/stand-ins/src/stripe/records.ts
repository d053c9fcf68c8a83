/** What Stripe stores, once for all API versions. Times are Unix seconds, amounts minor units. */
export interface Customer {
  kind: 'customer';
  id: string;
  created: number;
  account: string | undefined;
  email: string;
  name: string;
  metadata: Metadata;
}

export interface PaymentIntent {
  kind: 'payment_intent';
  id: string;
  created: number;
  account: string | undefined;
  amount: number;
  amountReceived: number;
  currency: string;
  status:
    | 'processing'
    | 'requires_action'
    | 'requires_capture'
    | 'requires_payment_method'
    | 'succeeded';
  /** The page of the payment method, and the page to which it redirects the buyer. */
  redirect: { url: string; return_url: string } | undefined;
  customer: string | undefined;
  receiptEmail: string | undefined;
  description: string | undefined;
  captureMethod: 'automatic_async' | 'manual';
  methodType: string;
  invoice: string | undefined;
  session: string | undefined;
  destination: string | undefined;
  metadata: Metadata;
}

export interface Invoice {
  kind: 'invoice';
  id: string;
  created: number;
  account: string | undefined;
  subscription: string | undefined;
  customer: string;
  billingReason: string;
  collectionMethod: 'charge_automatically' | 'send_invoice';
  amountDue: number;
  status: 'open' | 'paid' | 'void';
  paidAt: number | undefined;
  isOutOfBand: boolean;
  paymentIntent: string | undefined;
  /** Of the subscription, as it was when the invoice was finalized. */
  subscriptionMetadata: Metadata;
  metadata: Metadata;
}

export interface Session {
  kind: 'checkout.session';
  id: string;
  created: number;
  account: string | undefined;
  mode: 'payment' | 'subscription';
  paymentStatus: 'no_payment_required' | 'paid' | 'unpaid';
  amountTotal: number;
  paymentIntent: string | undefined;
  invoice: string | undefined;
  subscription: string | undefined;
  customer: string | undefined;
  email: string;
  clientReference: string | undefined;
  metadata: Metadata;
}

export interface Subscription {
  kind: 'subscription';
  id: string;
  created: number;
  account: string | undefined;
  status: SubscriptionStatus;
  customer: string;
  collectionMethod: Invoice['collectionMethod'];
  amount: number;
  trialStart: number | undefined;
  latestInvoice: string | undefined;
  metadata: Metadata;
}

export type SubscriptionStatus =
  | 'active'
  | 'canceled'
  | 'incomplete'
  | 'past_due'
  | 'paused'
  | 'trialing';

export type Metadata = Readonly<Record<string, string>>;

export type StripeRecord = Customer | Invoice | PaymentIntent | Session | Subscription;

/** Something that happened; the record as it was then. */
export interface Happening {
  id: string;
  type: string;
  created: number;
  account: string | undefined;
  record: StripeRecord;
  previous: Readonly<Record<string, unknown>> | undefined;
  /** Whether an endpoint has answered it with a status of success. */
  isDelivered: boolean;
}

/** Records by id, in the order of their creation, and what happened to them. */
export interface Records {
  add<One extends StripeRecord>(record: One): One;
  find<Kind extends StripeRecord['kind']>(
    kind: Kind,
    id: string | undefined,
  ): Extract<StripeRecord, { kind: Kind }> | undefined;
  all<Kind extends StripeRecord['kind']>(
    kind: Kind,
  ): readonly Extract<StripeRecord, { kind: Kind }>[];
  happenings: Happening[];
}

export function createRecords(): Records {
  const byId = new Map<string, StripeRecord>();
  const byKind = new Map<StripeRecord['kind'], StripeRecord[]>();
  return {
    add(record) {
      byId.set(record.id, record);
      byKind.set(record.kind, byKind.get(record.kind) ?? []);
      byKind.get(record.kind)?.push(record);
      return record;
    },
    find(kind, id) {
      const record = byId.get(id ?? '');
      return record?.kind === kind ? (record as never) : undefined;
    },
    all: (kind) => (byKind.get(kind) ?? []) as never,
    happenings: [],
  };
}
