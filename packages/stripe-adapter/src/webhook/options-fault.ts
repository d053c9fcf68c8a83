import type { StripeToEventsOptions } from '../mapping/options.ts';

/**
 * The first error in options that no type checker has checked; a misspelt one would count nothing.
 *
 * @param known the options of the function that was called
 */
export function optionsFault(
  options: StripeToEventsOptions,
  known: readonly string[],
): string | undefined {
  const {
    purchaseSource,
    renewals,
    subscriptionEvents,
    accounts,
    eventSourceUrl: _,
    ...unknown
  } = options;
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) {
    return `${odd}: unknown option; the options are ${known.join(', ')}.`;
  }
  if (purchaseSource != null && !sources.has(purchaseSource)) {
    return `purchaseSource: set it to "payment_intent", "checkout" or "invoice", or omit it.`;
  }
  if (renewals != null && !payments.has(renewals)) {
    return `renewals: set it to "first", "all", "none" or "recurring", or omit it.`;
  }
  if (subscriptionEvents != null && typeof subscriptionEvents !== 'boolean') {
    return `subscriptionEvents: set it to true or false, or omit it.`;
  }
  if (accounts != null && accounts !== 'all' && !areAccounts(accounts)) {
    return `accounts: set it to "all" or to a list of account ids (acct_…) and "own", or omit it.`;
  }
  return undefined;
}

/** Combinations of options that are valid but cannot do all that they name; for the console. */
export function optionsNotes(
  { purchaseSource, renewals }: StripeToEventsOptions,
  hasStripe: boolean,
): readonly string[] {
  if (purchaseSource === 'checkout' && renewals === 'all') return [renewalsWithoutSession];
  return renewals === 'recurring' && !hasStripe ? [recurringWithoutStripe] : [];
}

const renewalsWithoutSession =
  'meta-capi: renewals "all" cannot count renewals with purchaseSource "checkout": a renewal has no Checkout Session. Set purchaseSource to "invoice", or renewals to "first".';

const recurringWithoutStripe =
  'meta-capi: renewals "recurring" needs the option stripe to distinguish later payments of a subscription from its first. Without it no RecurringSubscriptionPayment is made.';

const sources: ReadonlySet<string> = new Set(['payment_intent', 'checkout', 'invoice']);
const payments: ReadonlySet<string> = new Set(['first', 'all', 'none', 'recurring']);

function areAccounts(accounts: unknown): boolean {
  const isAccount = (one: unknown): boolean => /^(?:own|acct_\w+)$/.test(String(one));
  return Array.isArray(accounts) && accounts.length > 0 && accounts.every(isAccount);
}
