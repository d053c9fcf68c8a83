import type { StripeToEventsOptions } from './options.ts';

/** What an invoice's payment is to its subscription; `single`: there is none. */
export type SubscriptionPayment = 'first' | 'later' | 'single' | 'unknown';

// https://docs.stripe.com/api/invoices/object#invoice_object-billing_reason
const billingReasons = new Map<unknown, SubscriptionPayment>([
  ['automatic_pending_invoice_item_invoice', 'single'],
  ['manual', 'single'],
  ['quote_accept', 'first'],
  ['subscription_create', 'first'],
  ['subscription_cycle', 'later'],
  ['subscription_threshold', 'later'],
  ['subscription_update', 'later'],
]);

export function subscriptionPayment(billingReason: string | undefined): SubscriptionPayment {
  return billingReasons.get(billingReason) ?? 'unknown';
}

export function isWanted(
  payment: SubscriptionPayment,
  { renewals = 'first' }: StripeToEventsOptions,
): boolean {
  if (renewals === 'all' || payment === 'single') return true;
  return renewals === 'first' && payment === 'first';
}
