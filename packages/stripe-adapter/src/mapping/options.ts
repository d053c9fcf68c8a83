export interface StripeToEventsOptions {
  /**
   * The only Stripe object whose payment creates a `Purchase`, so that no sale counts twice.
   * `payment_intent`: `payment_intent.succeeded`. `checkout`: a paid Checkout Session. `invoice`:
   * `invoice.paid`, for shops with subscriptions.
   * @default "payment_intent"
   */
  purchaseSource?: 'checkout' | 'invoice' | 'payment_intent' | undefined;
  /**
   * Which payments of a subscription are a `Purchase`: `first`, the first amount above 0; `all`;
   * `none`. `recurring`: as `first`, and later payments are a `RecurringSubscriptionPayment`, the end
   * of a subscription a `CancelSubscription`. Payments without a subscription are always a
   * `Purchase`.
   * @default "first"
   */
  renewals?: 'all' | 'first' | 'none' | 'recurring' | undefined;
  /**
   * Whether a subscription creates `Subscribe`, with its first payment above 0, and `StartTrial`.
   * @default true
   */
  subscriptionEvents?: boolean | undefined;
  /**
   * The page where visitors pay, for payments whose metadata contains none. With it, events of
   * visitors are `website` events.
   * @default undefined
   */
  eventSourceUrl?: string | undefined;
  /**
   * The Stripe accounts whose events count: ids (`acct_…`), and `own` for your own. Events of connected
   * accounts, and of the accounts of an organization, are skipped unless they are listed, so that a
   * shop's sales do not reach another shop's pixel. `all`: every account counts for this pixel.
   * @default ["own"]
   */
  accounts?: 'all' | readonly string[] | undefined;
}

/** The options with their defaults. */
export function withDefaults(options: StripeToEventsOptions): Settings {
  return {
    purchaseSource: options.purchaseSource ?? 'payment_intent',
    renewals: options.renewals ?? 'first',
    subscriptionEvents: options.subscriptionEvents ?? true,
    eventSourceUrl: options.eventSourceUrl ?? undefined,
    accounts: options.accounts ?? ['own'],
  };
}

export interface Settings {
  purchaseSource: NonNullable<StripeToEventsOptions['purchaseSource']>;
  renewals: NonNullable<StripeToEventsOptions['renewals']>;
  subscriptionEvents: boolean;
  eventSourceUrl: string | undefined;
  accounts: 'all' | readonly string[];
}
