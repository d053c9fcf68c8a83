/**
 * The event id of a `Purchase`: the own id of what was paid. For the thank-you page, whose Pixel
 * event must carry the id that the webhook's carries.
 *
 * @param paidId `pi_…` of a PaymentIntent, as `confirmPayment` returns it and as `payment_intent` in
 * the query of your `return_url`; or `in_…` of an invoice, where `purchaseSource` is `invoice`, or
 * `checkout` and a subscription begins. Of a client secret (`pi_…_secret_…`) only the id is used.
 */
// https://docs.stripe.com/payments/payment-intents: one PaymentIntent a payment, however often it is tried
export function stripeEventId(paidId: string): string {
  return paidId.replace(/_secret_.*$/s, '');
}
