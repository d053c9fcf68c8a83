import type { StripeToEventsOptions } from './options.ts';

/** What to mend in options that no type checker has seen; a misspelt one would count nothing. */
export function optionsFault({ which, renewals }: StripeToEventsOptions): string | undefined {
  if (which != null && !sources.has(which)) {
    return `which: set it to "payment_intent", "checkout" or "invoice", or leave it out. ${kept}`;
  }
  if (renewals != null && !payments.has(renewals)) {
    return `renewals: set it to "first", "all" or "none", or leave it out. ${kept}`;
  }
  return undefined;
}

const sources: ReadonlySet<string> = new Set(['payment_intent', 'checkout', 'invoice']);
const payments: ReadonlySet<string> = new Set(['first', 'all', 'none']);

const kept = 'Until then Stripe keeps the events and sends them again, for three days.';
