import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { atTerminal, carriedVisitor, unattended } from './carried-visitor.ts';
import { stripeEventId } from './event-id.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from './options.ts';
import { amount, badFields, currency, person, reference, text } from './payload-fields.ts';
import { paymentToEvents } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import {
  type InvoiceRelation,
  invoiceRelation,
  isAttended,
  isWanted,
  purchasePayment,
  type SubscriptionPayment,
  subscriptionOf,
} from './subscription-payment.ts';
import { userDataOf } from './user-data.ts';

/** `payment_intent.succeeded`, in the shape of any API version. */
export function paymentIntentToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const settings = withDefaults(options);
  const intent = paymentIntent.safeParse(event.data.object).data;
  if (intent === undefined) return [];
  const invoice = invoiceOf(intent);
  const payment = invoice ? purchasePayment(invoice) : paymentWithoutInvoice(intent, settings);
  if (payment === undefined || !isWanted(payment, settings)) return [];
  const { customer } = intent;
  const visitor = carriedVisitor(event.data.object, settings);
  const isPresent = invoice === undefined || isAttended(invoice);
  return paymentToEvents(event, {
    eventName: 'Purchase',
    eventId: stripeEventId(intent.id),
    // A partial capture receives less than `amount`.
    amount: intent.amount_received ?? intent.amount,
    currency: intent.currency,
    userData: userDataOf(
      [
        { email: intent.receipt_email },
        chargeOf(intent)?.billing_details,
        person.parse(customer?.object),
        intent.shipping,
      ],
      customer?.id ?? intent.customer_account,
      invoice && subscriptionOf(invoice),
    ),
    circumstances: isAtTerminal(intent)
      ? atTerminal(visitor)
      : isPresent
        ? { visitor }
        : unattended(visitor),
  });
}

export function badPaymentIntentFields(object: unknown): readonly string[] {
  return badFields(paymentIntent, object);
}

/**
 * Whether a PaymentIntent belongs to an invoice that the payload does not contain. Its consent and
 * its reason are on the invoice, so it is not counted without it.
 */
export function isOfUnknownInvoice(object: unknown, options: StripeToEventsOptions): boolean {
  const intent = paymentIntent.safeParse(object).data;
  if (intent === undefined || invoiceOf(intent) !== undefined) return false;
  return paymentWithoutInvoice(intent, withDefaults(options)) === undefined;
}

/** The invoice of a PaymentIntent, where the payload contains it. */
export function invoiceOfIntent(object: unknown): InvoiceRelation | undefined {
  const intent = paymentIntent.safeParse(object).data;
  return intent && invoiceOf(intent);
}

/**
 * Whether a PaymentIntent counts as a single sale although it may belong to an invoice: from 2025-03-31
 * until Stripe fills `order_reference` it names none, and a shop may change its description. An
 * invoice has a customer, and its PaymentIntent has no automatic payment methods.
 */
export function mayBeOfInvoice(object: unknown, options: StripeToEventsOptions): boolean {
  const intent = paymentIntent.safeParse(object).data;
  if (intent === undefined || intent.invoice !== undefined) return false;
  const isNamed = intent.payment_details?.order_reference !== undefined;
  const { customer, customer_account, automatic_payment_methods: automatic } = intent;
  if (isNamed || automatic?.enabled || (customer ?? customer_account) === undefined) return false;
  return paymentWithoutInvoice(intent, withDefaults(options)) !== undefined;
}

/** Whether a PaymentIntent names the Checkout Session that it belongs to, a Payment Link's included. */
export function isOfCheckout(object: unknown): boolean {
  const order = paymentIntent.safeParse(object).data?.payment_details?.order_reference;
  return order?.startsWith('cs_') ?? false;
}

/** Whether a PaymentIntent is captured by a later call, for which Checkout sends no event. */
export function isCapturedManually(object: unknown): boolean {
  const { capture_method, payment_method_options } = captureFields.parse(object);
  return [capture_method, ...Object.values(payment_method_options).map(captureMethodOf)].includes(
    'manual',
  );
}

const captureFields = z.catch(
  z.object({
    capture_method: text,
    payment_method_options: z.catch(z.record(z.string(), z.unknown()), {}),
  }),
  { capture_method: undefined, payment_method_options: {} },
);

const methodOptions = z.object({ capture_method: text });

function captureMethodOf(options: unknown): string | undefined {
  return methodOptions.safeParse(options).data?.capture_method;
}

// https://docs.stripe.com/api/payment_intents/object
const paymentIntent = z.object({
  id: z.string().check(z.startsWith('pi_')),
  amount,
  amount_received: z.catch(z.optional(amount), undefined),
  currency,
  customer: reference,
  customer_account: text,
  description: text,
  receipt_email: text,
  shipping: person,
  latest_charge: reference,
  charges: z.catch(z.optional(z.object({ data: z.array(z.unknown()) })), undefined),
  payment_method_types: z.catch(z.array(z.string()), []),
  // null: of no invoice. Absent since 2025-03-31, when the field was removed.
  invoice: z.union([z.null(), reference]),
  payment_details: z.catch(z.optional(z.object({ order_reference: text })), undefined),
  automatic_payment_methods: z.catch(z.optional(z.object({ enabled: z.boolean() })), undefined),
});

type PaymentIntent = z.infer<typeof paymentIntent>;

const charge = z.object({
  billing_details: person,
  payment_method_details: z.catch(z.optional(z.object({ type: text })), undefined),
});

// Before 2022-11-15 the charges were embedded, the latest first.
// https://docs.stripe.com/changelog/2022-11-15/removes-charges-automatically-expanded-payment-intents
function chargeOf({ latest_charge, charges }: PaymentIntent): z.infer<typeof charge> | undefined {
  return charge.safeParse(latest_charge?.object ?? charges?.data[0]).data;
}

/** The invoice, where it is expanded. */
function invoiceOf({ invoice }: PaymentIntent): InvoiceRelation | undefined {
  return invoiceRelation.safeParse(invoice?.object).data;
}

/** `undefined` where it belongs to an invoice that is not known. */
function paymentWithoutInvoice(
  { invoice, payment_details, description, customer, customer_account }: PaymentIntent,
  { renewals }: Settings,
): SubscriptionPayment | undefined {
  if (invoice === null) return 'single';
  const order = payment_details?.order_reference;
  // Stripe fills both for invoices, a shop may use them otherwise.
  if (invoice !== undefined || order?.startsWith('in_')) return undefined;
  if (description !== undefined && invoiceDescriptions.has(description)) return undefined;
  // A Checkout Session sells a subscription or something else; only a subscription needs a customer.
  const mayBeSubscription =
    order?.startsWith('cs_') && (customer ?? customer_account) !== undefined;
  return renewals === 'none' && mayBeSubscription ? undefined : 'single';
}

/** What Stripe writes into a PaymentIntent of an invoice, where the shop gives no description. */
const invoiceDescriptions: ReadonlySet<string> = new Set([
  'Payment for Invoice',
  'Subscription creation',
  'Subscription update',
]);

// https://docs.stripe.com/terminal/payments/collect-card-payment
const terminalTypes: ReadonlySet<string | undefined> = new Set(['card_present', 'interac_present']);

/** The charge's payment method decides where it is known; the types are those that were allowed. */
function isAtTerminal(intent: PaymentIntent): boolean {
  const type = chargeOf(intent)?.payment_method_details?.type;
  if (type !== undefined) return terminalTypes.has(type);
  return intent.payment_method_types.some((allowed) => terminalTypes.has(allowed));
}
