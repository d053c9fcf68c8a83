import { withTimeout } from '@meta-capi/core/adapter';
import type { EventOwner } from '../mapping/stripe-event.ts';
import { RedeliveryNeededError } from './redelivery-needed.ts';

/** The parts of your Stripe client that are used. */
export interface StripeLookups {
  paymentIntents: Retrievable;
  invoices: Retrievable & { list: ListInvoices };
  subscriptions: Retrievable;
  checkout: { sessions: Retrievable & { list: ListSessions } };
  /**
   * Since stripe 18. It is required with `purchaseSource: "payment_intent"`, and for invoices without
   * a subscription.
   */
  // https://github.com/stripe/stripe-node/releases/tag/v18.0.0
  invoicePayments?: { list: ListInvoicePayments } | undefined;
}

/** @throws RedeliveryNeededError where the client has none */
export function invoicePaymentsOf({ invoicePayments }: StripeLookups): {
  list: ListInvoicePayments;
} {
  if (invoicePayments === undefined) throw new RedeliveryNeededError(clientTooOld);
  return invoicePayments;
}

const clientTooOld =
  'The client given as stripe has no invoicePayments, so the invoice of a payment cannot be looked up: use the package stripe 18 or later.';

export interface Retrievable {
  retrieve: (
    id: string,
    params: { expand: string[] },
    options: LookupOptions,
  ) => PromiseLike<unknown>;
}

type ListInvoices = (
  params: { subscription: string; status: 'paid'; limit: number; starting_after?: string },
  options: LookupOptions,
) => PromiseLike<unknown>;

type ListSessions = (
  params: { payment_intent?: string; subscription?: string; limit: number; expand: string[] },
  options: LookupOptions,
) => PromiseLike<unknown>;

type ListInvoicePayments = (
  params: {
    payment?: { type: 'payment_intent'; payment_intent: string };
    invoice?: string;
    expand: string[];
  },
  options: LookupOptions,
) => PromiseLike<unknown>;

interface LookupOptions {
  timeout: number;
  maxNetworkRetries: number;
  stripeAccount?: string;
  stripeContext?: string;
}

/** The look-ups of one event; together they take at most 3 s. */
export interface LookUps {
  stripe: StripeLookups;
  /**
   * For an answer that decides what the event counts as. If Stripe refuses, the key or the client is
   * wrong. A guess would be wrong unnoticed: renewals would count as sales, or sales would be lost. A
   * failure is noticed, in the report and in the list of failed deliveries, and the event is sent again.
   *
   * @param objectId of the object that is requested, to name it where Stripe does not have it
   * @throws RedeliveryNeededError without an answer in time
   */
  // https://docs.stripe.com/webhooks#retries
  deciding<Answer>(ask: Ask<Answer>, objectId?: string): Promise<Answer>;
  /** For an answer that only describes the conversion: `undefined` without one. */
  describing<Answer>(ask: Ask<Answer>): Promise<Answer | undefined>;
}

type Ask<Answer> = (request: LookupOptions) => PromiseLike<Answer>;

/** Milliseconds for all look-ups of one event: Stripe waits for the response meanwhile. */
const budgetMs = 3000;

/** @param owner whose objects they are: those of another account can be read in its name only */
export function startLookUps(stripe: StripeLookups, owner: EventOwner): LookUps {
  const deadline = performance.now() + budgetMs;

  async function deciding<Answer>(ask: Ask<Answer>, objectId?: string): Promise<Answer> {
    const leftMs = Math.ceil(deadline - performance.now());
    try {
      const options = { timeout: leftMs, maxNetworkRetries: 1, ...inTheNameOf(owner) };
      // `ask` also throws, if the client lacks a method.
      const answer = leftMs > 0 ? await withTimeout(ask(options), leftMs) : undefined;
      if (answer !== undefined) return answer;
    } catch (error) {
      if (error instanceof RedeliveryNeededError) throw error;
      throw new RedeliveryNeededError(undecided(error, objectId));
    }
    throw new RedeliveryNeededError(undecided(undefined, objectId));
  }

  return {
    stripe,
    deciding,
    describing: (ask) => deciding(ask).catch(() => undefined),
  };
}

// The key of a platform reads a connected account by its id, the key of an organization any account by
// its path alone.
// https://docs.stripe.com/context
function inTheNameOf({ account, context }: EventOwner): Partial<LookupOptions> {
  if (account && !context?.includes('/')) return { stripeAccount: account };
  return context ? { stripeContext: context } : {};
}

function undecided(error: unknown, objectId: string | undefined): string {
  const status: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  const isMissing = status === 404 && objectId !== undefined && /^\w{1,255}$/.test(objectId);
  const orMissing = isMissing ? `, or the object ${objectId} does not exist` : '';
  const fix = isRefusal(status)
    ? ` Stripe refused with ${status}: the client given as stripe needs a key of this account and mode that may read PaymentIntents, Checkout Sessions, Invoices and Subscriptions, and no apiVersion before 2025-03-31${orMissing}.`
    : '';
  return `Stripe did not answer what this event counts as.${fix}`;
}

// 409 and 429 are temporary, other 4xx are not: https://docs.stripe.com/api/errors
function isRefusal(status: unknown): status is number {
  const isTemporary = status === 409 || status === 429;
  return typeof status === 'number' && status >= 400 && status < 500 && !isTemporary;
}
