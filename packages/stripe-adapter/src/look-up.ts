import { WebhookError } from '@meta-capi/core';

/** The parts of your own Stripe client that are asked; every `Stripe` from 15 on has them. */
export interface StripeLookups {
  paymentIntents: { retrieve: Retrieve };
  invoices: { retrieve: Retrieve };
  subscriptions: { retrieve: Retrieve };
  checkout: { sessions: { retrieve: Retrieve } };
  /** Since stripe 18. */
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

/** What Stripe answers; `undefined` where it refuses for good: no such object, no permission. */
export type LookUp = (question: () => PromiseLike<unknown>) => Promise<unknown>;

/** For an answer that only describes the conversion: `undefined` too where none comes in time. */
export const describing: LookUp = (question) => deciding(question).catch(() => undefined);

/**
 * For an answer that decides whether a payment counts.
 *
 * @throws WebhookError 503 where none comes in time: the redelivery will ask again
 */
export const deciding: LookUp = async (question) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), patienceMs);
  });
  try {
    return await Promise.race([question(), tooLate]);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw new WebhookError(
      503,
      'Stripe did not say which invoice this payment belongs to, so it is not known whether it counts. Stripe sends the event again.',
    );
  } finally {
    clearTimeout(timer);
  }
};

// 409 and 429 pass, other 4xx stay: https://docs.stripe.com/api/errors
function isRefusal(error: unknown): boolean {
  const status: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  const passes = status === 409 || status === 429;
  return typeof status === 'number' && status >= 400 && status < 500 && !passes;
}
