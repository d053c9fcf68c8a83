import type { Payment } from '@meta-capi/stand-ins/stripe';
import type { Week } from './scenario.ts';

export type Source = 'checkout' | 'invoice' | 'payment_intent';
export type Renewals = 'all' | 'first' | 'none' | 'recurring';

export interface Counted {
  /** Name and id, and the value where there is one. */
  all: readonly string[];
  /** Those that an adapter without a client can decide by the snapshot event. */
  decidable: readonly string[];
  /**
   * All, and what no event distinguishes from them: the invoice that creates a subscription is its first
   * without a look-up, even if a later one was paid before it.
   */
  permitted: readonly string[];
}

/**
 * What has to be counted of a week, only from the payments that the merchant received, in their
 * order. It does not use events.
 */
export function countedOf(week: Week, source: Source, renewals: Renewals): Counted {
  const all: string[] = [];
  const decidable: string[] = [];
  const permitted: string[] = [];
  const count = (isDecidable: boolean, name: string, id: string, amount?: number): void => {
    const line = amount === undefined ? `${name} ${id}` : `${name} ${id} ${amount / 100}`;
    all.push(line);
    if (isDecidable) decidable.push(line);
  };

  for (const payment of week.life.payments) {
    if (isDenied(week, payment)) continue;
    const { subscription, invoice, amount, billingReason } = payment;
    const isFirst = subscription !== undefined && firstOf(week, subscription) === payment;
    const isCreation = billingReason === 'subscription_create';
    const isSingle = subscription === undefined;
    const isSale = isSingle || renewals === 'all' || (isFirst && renewals !== 'none');
    const paidId = paidIdOf(payment, source);
    if (paidId !== undefined && isSale) {
      count(isDecidableSale(payment, source, renewals), 'Purchase', paidId, amount);
    }
    if (isCreation && !isFirst) {
      if (renewals !== 'none') permitted.push(`Purchase ${paidId} ${amount / 100}`);
      permitted.push(`Subscribe ${subscription} ${amount / 100}`);
    }
    if (isFirst) count(isCreation, 'Subscribe', subscription, amount);
    if (!isSingle && !isFirst && renewals === 'recurring' && invoice !== undefined) {
      count(false, 'RecurringSubscriptionPayment', invoice, amount);
    }
  }
  for (const id of week.trials) if (!week.denied.has(id)) count(true, 'StartTrial', id);
  for (const id of renewals === 'recurring' ? week.canceled : []) {
    if (!week.denied.has(id)) count(true, 'CancelSubscription', id);
  }
  return { all: sorted(all), decidable, permitted: [...all, ...permitted] };
}

export function sorted(lines: readonly string[]): string[] {
  return [...lines].sort((a, b) => a.localeCompare(b));
}

function isDenied({ denied }: Week, { subscription, paymentIntent }: Payment): boolean {
  return denied.has(subscription ?? '') || denied.has(paymentIntent ?? '');
}

/** The first money of a subscription; in one second the smaller id. */
function firstOf({ life }: Week, subscription: string): Payment | undefined {
  return life.payments
    .filter((payment) => payment.subscription === subscription)
    .reduce<Payment | undefined>((first, next) => {
      if (first === undefined || next.at < first.at) return next;
      return next.at === first.at && String(next.invoice) < String(first.invoice) ? next : first;
    }, undefined);
}

/** The id under which a source counts a payment; none where it has no object for it. */
function paidIdOf(
  { paymentIntent, invoice, session, subscription }: Payment,
  source: Source,
): string | undefined {
  if (source === 'payment_intent') return paymentIntent;
  if (source === 'invoice') return invoice;
  if (session === undefined) return undefined;
  return subscription === undefined ? paymentIntent : invoice;
}

function isDecidableSale(
  { subscription, invoice, session, billingReason }: Payment,
  source: Source,
  renewals: Renewals,
): boolean {
  if (source === 'invoice') {
    return subscription === undefined || billingReason === 'subscription_create';
  }
  // The consent and the reason of an invoice are not on its PaymentIntent. One of Checkout may belong to a subscription.
  if (source === 'payment_intent') {
    return (
      subscription === undefined &&
      invoice === undefined &&
      !(renewals === 'none' && session !== undefined)
    );
  }
  return false;
}
