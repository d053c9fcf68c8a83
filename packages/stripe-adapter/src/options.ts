export interface StripeToEventsOptions {
  /**
   * The one kind of event that makes a `Purchase`; the others make none, so that nothing counts
   * twice. `payment_intent`: `payment_intent.succeeded`. `checkout`: a paid Checkout Session.
   * `invoice`: `invoice.paid`, for shops with subscriptions.
   * @default "payment_intent"
   */
  which?: 'checkout' | 'invoice' | 'payment_intent' | undefined;
  /**
   * Which payments of a subscription are purchases: every one, the one that starts it, or none.
   * Payments without a subscription always are.
   * @default "first"
   */
  renewals?: 'all' | 'first' | 'none' | undefined;
  /**
   * The page where visitors pay, for payments whose metadata carries none: with it the event is a
   * `website` one.
   */
  eventSourceUrl?: string | undefined;
}
