import type {
  Customer,
  Invoice,
  PaymentIntent,
  Records,
  Session,
  StripeRecord,
  Subscription,
} from './records.ts';

/** Since this version an invoice has several payments, and a PaymentIntent does not name it. */
// https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices
export const basil = '2025-03-31';
/** Since this version a PaymentIntent has the id of its charge instead of its charges. */
// https://docs.stripe.com/changelog/2022-11-15/removes-charges-automatically-expanded-payment-intents
const latestCharge = '2022-11-15';
/** Since this version a PaymentIntent has the id of its invoice or Checkout Session as its order. */
const orderReference = '2025-09-30';

type Shape = Record<string, unknown>;

/** A record as an API version shows it; nothing is expanded. */
export function shapeOf(record: StripeRecord, version: string, records: Records): Shape {
  switch (record.kind) {
    case 'customer':
      return customer(record);
    case 'payment_intent':
      return paymentIntent(record, version);
    case 'invoice':
      return invoice(record, version, records);
    case 'checkout.session':
      return session(record, version);
    case 'subscription':
      return subscription(record);
  }
}

// https://docs.stripe.com/api/customers/object
function customer({ id, created, email, name, metadata }: Customer): Shape {
  return { id, object: 'customer', created, email, name, phone: null, address: null, metadata };
}

// https://docs.stripe.com/api/payment_intents/object
function paymentIntent(intent: PaymentIntent, version: string): Shape {
  const { id, created, invoice: invoiceId = null, session: sessionId = null } = intent;
  const isCharged = !intent.status.startsWith('requires_') || intent.status === 'requires_capture';
  const charges = isCharged ? [charge(intent)] : [];
  return {
    id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_received: intent.amountReceived,
    automatic_payment_methods: invoiceId === null ? { enabled: true } : null,
    capture_method: intent.captureMethod,
    client_secret: `${id}_secret_made_up`,
    created,
    currency: intent.currency,
    customer: intent.customer ?? null,
    description: intent.description ?? null,
    latest_charge: isCharged ? chargeIdOf(intent) : null,
    livemode: true,
    metadata: intent.metadata,
    next_action:
      intent.status === 'requires_action'
        ? { type: 'redirect_to_url', redirect_to_url: intent.redirect ?? null }
        : null,
    payment_method_types: [intent.methodType],
    receipt_email: intent.receiptEmail ?? null,
    on_behalf_of: null,
    shipping: null,
    status: intent.status,
    transfer_data: intent.destination === undefined ? null : { destination: intent.destination },
    ...(version < latestCharge
      ? { charges: { object: 'list', data: charges, has_more: false } }
      : {}),
    ...(version < basil
      ? { invoice: invoiceId }
      : {
          payment_details: {
            customer_reference: null,
            order_reference: version < orderReference ? null : (sessionId ?? invoiceId),
          },
        }),
  };
}

// https://docs.stripe.com/api/charges/object
export function charge(intent: PaymentIntent): Shape {
  const { id, amount, created, currency, methodType, metadata } = intent;
  return {
    id: chargeIdOf(intent),
    object: 'charge',
    amount,
    billing_details: { address: null, email: null, name: 'Anna Muster', phone: null },
    created,
    currency,
    metadata,
    paid: true,
    payment_intent: id,
    payment_method_details: { type: methodType },
    status: 'succeeded',
  };
}

function chargeIdOf({ id }: PaymentIntent): string {
  return id.replace('pi_', 'ch_');
}

// https://docs.stripe.com/api/invoices/object
function invoice(one: Invoice, version: string, records: Records): Shape {
  const isPaid = one.status === 'paid';
  const email = records.find('customer', one.customer)?.email ?? null;
  const details = { metadata: one.subscriptionMetadata, subscription: one.subscription };
  const amountPaid = isPaid && !(version < basil && one.isOutOfBand) ? one.amountDue : 0;
  const lineMetadata = one.subscriptionMetadata;
  const line = { id: `il_${one.id}`, object: 'line_item', amount: one.amountDue, quantity: 1 };
  const lines = (price: Shape): Shape => ({
    object: 'list',
    data: [{ ...line, description: 'Plan', metadata: lineMetadata, ...price }],
    has_more: false,
  });
  return {
    id: one.id,
    object: 'invoice',
    amount_due: one.amountDue,
    amount_paid: amountPaid,
    billing_reason: one.billingReason,
    collection_method: one.collectionMethod,
    created: one.created,
    currency: 'eur',
    customer: one.customer,
    customer_email: email,
    customer_name: 'Anna Muster',
    customer_address: null,
    metadata: one.metadata,
    status: one.status,
    status_transitions: { finalized_at: one.created, paid_at: one.paidAt ?? null },
    ...(version < basil
      ? {
          charge: one.paymentIntent?.replace('pi_', 'ch_') ?? null,
          lines: lines({ price: { id: 'price_1', product: 'prod_plan' } }),
          paid: isPaid,
          paid_out_of_band: one.isOutOfBand,
          payment_intent: one.paymentIntent ?? null,
          subscription: one.subscription ?? null,
          // Added in 2023: https://docs.stripe.com/changelog
          ...(version < latestCharge || one.subscription === undefined
            ? {}
            : { subscription_details: { metadata: one.subscriptionMetadata } }),
        }
      : {
          lines: lines({ pricing: { price_details: { price: 'price_1', product: 'prod_plan' } } }),
          parent:
            one.subscription === undefined
              ? null
              : {
                  quote_details: null,
                  subscription_details: details,
                  type: 'subscription_details',
                },
        }),
  };
}

// https://docs.stripe.com/api/checkout/sessions/object
function session(one: Session, version: string): Shape {
  return {
    id: one.id,
    object: 'checkout.session',
    amount_total: one.amountTotal,
    client_secret: `${one.id}_secret_made_up`,
    client_reference_id: one.clientReference ?? null,
    created: one.created,
    currency: 'eur',
    customer: one.customer ?? null,
    customer_details: { email: one.email, name: 'Anna Muster', phone: null, address: null },
    customer_email: null,
    invoice: one.invoice ?? null,
    metadata: one.metadata,
    mode: one.mode,
    payment_intent: one.paymentIntent ?? null,
    payment_status: one.paymentStatus,
    status: one.paymentIntent === undefined && one.invoice === undefined ? 'open' : 'complete',
    subscription: one.subscription ?? null,
    url: `https://checkout.stripe.com/c/pay/${one.id}`,
    ...(version < basil ? { shipping_details: null } : { collected_information: null }),
  };
}

// https://docs.stripe.com/api/subscriptions/object
function subscription(one: Subscription): Shape {
  return {
    id: one.id,
    object: 'subscription',
    collection_method: one.collectionMethod,
    created: one.created,
    customer: one.customer,
    items: { object: 'list', data: [{ price: { unit_amount: one.amount } }], has_more: false },
    latest_invoice: one.latestInvoice ?? null,
    metadata: one.metadata,
    status: one.status,
    trial_start: one.trialStart ?? null,
  };
}
