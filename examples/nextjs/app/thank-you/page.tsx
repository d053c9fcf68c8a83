import Link from 'next/link';
import { notFound } from 'next/navigation';
import { TrackPurchase } from '../../components/track-purchase.tsx';
import { priceOf, product } from '../../lib/product.ts';
import { findPaymentIntent } from '../../lib/stripe.ts';

interface ThankYouProps {
  /** Anyone can set these; a parameter that occurs twice is an array. */
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where Stripe sends the buyer. The page asks Stripe before it tracks a Purchase. */
export default async function ThankYou({ searchParams }: ThankYouProps) {
  const { payment_intent: id, redirect_status: status } = await searchParams;
  if (typeof id !== 'string' || id === '') notFound();
  const intent = await findPaymentIntent(id);
  if (intent === undefined) notFound();
  const currency = intent.currency.toUpperCase();
  const price = priceOf(intent.amount, currency);

  // https://docs.stripe.com/payments/paymentintents/lifecycle
  if (intent.status === 'requires_payment_method') {
    return (
      <section className="card">
        <h1>Your payment was declined</h1>
        <p>Your card was not charged, and nothing was ordered.</p>
        <Link className="button" href="/">
          Try again
        </Link>
      </section>
    );
  }
  const isPaid = status === 'succeeded' && intent.status === 'succeeded';
  return (
    <section className="card">
      {/* A payment that is still processing is left to the webhook: it may take days. */}
      {isPaid && (
        <TrackPurchase
          paymentIntent={intent.id}
          value={intent.amount_received / 100}
          currency={currency}
        />
      )}
      <h1>Thank you for your order</h1>
      <p>
        {isPaid
          ? 'It is paid, and leaves tomorrow morning.'
          : 'Your bank is still working on the payment. We write to you once it has arrived.'}
      </p>
      <dl>
        <dt>{product.name} × 1</dt>
        <dd>{price}</dd>
        <dt>Delivery</dt>
        <dd>free</dd>
        <dt className="total">Total</dt>
        <dd className="total">{price}</dd>
      </dl>
      <p className="note">Payment {intent.id}</p>
      <SandboxLink paymentIntent={intent.id} />
    </section>
  );
}

/** What Meta would receive. Only while META_CAPI_BASE_URL names a sandbox. */
function SandboxLink({ paymentIntent }: { paymentIntent: string }) {
  const sandbox = process.env['META_CAPI_BASE_URL'];
  if (sandbox === undefined) return null;
  return (
    <p>
      <a href={`${sandbox}/?q=${paymentIntent}`}>See this purchase in the sandbox</a>
    </p>
  );
}
