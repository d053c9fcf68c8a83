import { notFound } from 'next/navigation';
import { TrackPurchase } from '../../components/track-purchase.tsx';
import { findPaymentIntent } from '../../lib/stripe.ts';

interface ThankYouProps {
  /** Anybody can write an address; a parameter that stands in it twice is an array. */
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Where Stripe sends the buyer. What the address says is checked with Stripe before it counts. */
export default async function ThankYou({ searchParams }: ThankYouProps) {
  const { payment_intent: id, redirect_status: status } = await searchParams;
  if (typeof id !== 'string' || id === '') notFound();
  const intent = await findPaymentIntent(id);
  if (intent === undefined) notFound();
  // A payment that is still processing is the webhook's to count: it may take days.
  if (status !== 'succeeded' || intent.status !== 'succeeded') {
    return (
      <section className="card">
        <h1>Thank you for your order</h1>
        <p>Your bank is still working on the payment. We write to you once it has arrived.</p>
      </section>
    );
  }
  return (
    <section className="card">
      <TrackPurchase
        paymentIntent={intent.id}
        value={intent.amount_received / 100}
        currency={intent.currency.toUpperCase()}
      />
      <h1>Thank you for your order</h1>
      <p>It is paid, and leaves tomorrow morning.</p>
    </section>
  );
}
