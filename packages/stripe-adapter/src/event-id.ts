/**
 * The event id of a payment's `Purchase`: the PaymentIntent's own id. For the thank-you page, whose
 * Pixel event must carry the id that the webhook's carries.
 *
 * @param paymentIntentId `pi_…`, as `confirmPayment` returns it and as `payment_intent` in the
 * query of your `return_url`. Of a client secret (`pi_…_secret_…`) only the id is used.
 */
// https://docs.stripe.com/payments/payment-intents: one PaymentIntent a payment, however often it is tried
export function stripeEventId(paymentIntentId: string): string {
  return paymentIntentId.replace(/_secret_.*$/s, '');
}
