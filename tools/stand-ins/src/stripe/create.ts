import { type Account, addPaymentIntent, addSession } from './account.ts';
import type { ApiRequest } from './api-request.ts';
import { owned } from './owned.ts';
import { anything, boolean, type Known, readParameters, required } from './parameters.ts';
import type { PaymentIntent, Session, Subscription } from './records.ts';
import { invalid, Refusal, unknownId } from './refusal.ts';
import { subscribe } from './subscriptions.ts';

/** The amounts of one piece, in minor units, by the id of the price. */
export type Prices = Readonly<Record<string, number>>;

const integer = /^[1-9]\d{0,7}$/;
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const webAddress = /^https?:\/\/\S+$/;

const lines: Known = { 'line_items[0][price]': /^price_/, 'line_items[0][quantity]': integer };

// https://docs.stripe.com/api/payment_intents/create
export function createPaymentIntent(
  at: Account,
  request: ApiRequest,
  redirectUrl: string,
): PaymentIntent {
  const sent = readParameters(
    request.form,
    {
      amount: integer,
      'automatic_payment_methods[enabled]': boolean,
      capture_method: /^(?:automatic|automatic_async|manual)$/,
      confirm: boolean,
      currency: /^[a-z]{3}$/i,
      customer: anything,
      description: anything,
      'payment_method_data[type]': /^[a-z_]+$/,
      receipt_email: email,
      return_url: webAddress,
    },
    ['metadata'],
  );
  const { given, metadata } = sent;
  const amount = Number(required(sent, 'amount'));
  const currency = required(sent, 'currency').toLowerCase();
  if (amount < 50) {
    throw new Refusal(400, 'amount_too_small', 'The amount is below the minimum.', 'amount');
  }
  if (given['customer'] !== undefined) owned(at.records, 'customer', given['customer'], request);
  const isConfirmed = given['confirm'] === 'true';
  const methodType = given['payment_method_data[type]'];
  if (given['return_url'] !== undefined && !isConfirmed) {
    throw invalid('return_url', 'return_url can only be given when confirm is true.');
  }
  if (isConfirmed) {
    required(sent, 'payment_method_data[type]');
    required(sent, 'return_url');
  }
  const intent = addPaymentIntent(at, {
    amount,
    amountReceived: 0,
    currency,
    captureMethod: given['capture_method'] === 'manual' ? 'manual' : 'automatic_async',
    customer: given['customer'],
    description: given['description'],
    methodType: methodType ?? 'card',
    receiptEmail: given['receipt_email'],
    status: isConfirmed ? 'requires_action' : 'requires_payment_method',
    metadata: metadata['metadata'] ?? {},
  });
  if (given['return_url'] !== undefined) {
    intent.redirect = { url: `${redirectUrl}/${intent.id}`, return_url: given['return_url'] };
  }
  return intent;
}

// https://docs.stripe.com/api/checkout/sessions/create
export function createSession(at: Account, request: ApiRequest, prices: Prices): Session {
  const metadataAt = {
    payment: 'payment_intent_data[metadata]',
    subscription: 'subscription_data[metadata]',
    invoice: 'invoice_creation[invoice_data][metadata]',
  };
  const sent = readParameters(
    request.form,
    {
      ...lines,
      client_reference_id: /^[\w-]{1,200}$/,
      customer_email: email,
      'invoice_creation[enabled]': boolean,
      mode: /^(?:payment|subscription)$/,
      return_url: webAddress,
      success_url: webAddress,
      ui_mode: /^(?:elements|embedded_page|form|hosted_page)$/,
    },
    ['metadata', ...Object.values(metadataAt)],
  );
  const { given, metadata } = sent;
  const mode = required(sent, 'mode') === 'payment' ? 'payment' : 'subscription';
  const isHosted = (given['ui_mode'] ?? 'hosted_page') === 'hosted_page';
  required(sent, isHosted ? 'success_url' : 'return_url');
  const excluded = isHosted ? 'return_url' : 'success_url';
  if (given[excluded] !== undefined) throw invalid(excluded, `${excluded} is for another ui_mode.`);
  const ofOtherMode =
    mode === 'payment' ? [metadataAt.subscription] : [metadataAt.payment, metadataAt.invoice];
  const wrong =
    ofOtherMode.find((name) => metadata[name] !== undefined) ??
    (mode === 'subscription' && given['invoice_creation[enabled]'] && 'invoice_creation');
  if (wrong) throw invalid(wrong, `You can not pass ${wrong} in ${mode} mode.`);
  return addSession(at, {
    mode,
    amountTotal: totalOf(given, 'line_items', prices),
    paymentStatus: 'unpaid',
    clientReference: given['client_reference_id'],
    metadata: metadata['metadata'] ?? {},
  });
}

// https://docs.stripe.com/api/subscriptions/create
export function createSubscription(at: Account, request: ApiRequest, prices: Prices): Subscription {
  const sent = readParameters(
    request.form,
    {
      collection_method: /^(?:charge_automatically|send_invoice)$/,
      customer: anything,
      'items[0][price]': /^price_/,
      'items[0][quantity]': integer,
      trial_period_days: integer,
    },
    ['metadata'],
  );
  const { given, metadata } = sent;
  return subscribe(at, {
    customer: owned(at.records, 'customer', required(sent, 'customer'), request),
    amount: totalOf(given, 'items', prices),
    metadata: metadata['metadata'] ?? {},
    hasTrial: given['trial_period_days'] !== undefined,
  });
}

function totalOf(given: Readonly<Record<string, string>>, list: string, prices: Prices): number {
  const ids = Object.entries(given).filter(([name]) => name.endsWith('[price]'));
  if (ids.length === 0) {
    throw new Refusal(400, 'parameter_missing', `Missing required param: ${list}.`, list);
  }
  return ids.reduce((total, [name, id]) => {
    const amount = prices[id];
    if (amount === undefined) throw unknownId('price', id, name);
    return total + amount * Number(given[name.replace(/price\]$/, 'quantity]')] ?? 1);
  }, 0);
}
