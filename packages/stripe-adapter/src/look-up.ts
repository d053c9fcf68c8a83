import { WebhookError } from '@meta-capi/core';

/** The parts of your own Stripe client that are asked. */
export interface StripeLookups {
  paymentIntents: { retrieve: Retrieve };
  invoices: { retrieve: Retrieve };
  subscriptions: { retrieve: Retrieve };
  checkout: { sessions: { retrieve: Retrieve } };
  /** Since stripe 18; where `which` is `payment_intent` it is needed, unless every renewal counts. */
  // https://github.com/stripe/stripe-node/releases/tag/v18.0.0
  invoicePayments?: { list: ListInvoicePayments } | undefined;
}

type Retrieve = (
  id: string,
  params: { expand: string[] },
  options: LookupOptions,
) => PromiseLike<unknown>;

type ListInvoicePayments = (
  params: {
    payment: { type: 'payment_intent'; payment_intent: string };
    expand: string[];
  },
  options: LookupOptions,
) => PromiseLike<unknown>;

export interface LookupOptions {
  timeout: number;
  maxNetworkRetries: number;
  stripeAccount?: string;
}

/** Milliseconds for what is looked up for one event: Stripe waits for its answer meanwhile. */
const patienceMs = 3000;

/** @param account whose objects they are: a connected account's can be read in its name only */
export function lookupOptions(account: string | undefined): LookupOptions {
  const options = { timeout: patienceMs, maxNetworkRetries: 1 };
  return account === undefined ? options : { ...options, stripeAccount: account };
}

export type LookUp = <Answer>(question: () => PromiseLike<Answer>) => Promise<Answer | undefined>;

/** For an answer that only describes the conversion: `undefined` where there is none. */
export const describing: LookUp = (question) => deciding(question).catch(() => undefined);

/**
 * For an answer that decides whether a payment counts. Where Stripe refuses it, the key or the
 * client is not right, and that is nothing to guess over: sent, every renewal would count as a
 * sale; not sent and answered 200, sales would be lost; and neither would be noticed. A 503 is: in
 * the report, and in Stripe's list of failed deliveries, which it sends again for three days.
 *
 * @throws WebhookError 503 where there is none, or none in time
 */
// https://docs.stripe.com/webhooks#retries
export async function deciding<Answer>(question: () => PromiseLike<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), patienceMs);
  });
  try {
    return await Promise.race([question(), tooLate]);
  } catch (error) {
    if (error instanceof WebhookError) throw error;
    throw new WebhookError(503, undecided(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Our words only: Stripe's may quote the key. */
function undecided(error: unknown): string {
  const status: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  const fix = isRefusal(status)
    ? ` Stripe refused with ${status}: the client given as stripe needs a key of this account and mode that may read Invoices, and no apiVersion before 2025-03-31.`
    : '';
  return `Stripe did not say which invoice this payment belongs to, so it is not known whether it counts.${fix} Stripe sends the event again, for three days.`;
}

// 409 and 429 pass, other 4xx stay: https://docs.stripe.com/api/errors
function isRefusal(status: unknown): status is number {
  const passes = status === 409 || status === 429;
  return typeof status === 'number' && status >= 400 && status < 500 && !passes;
}
