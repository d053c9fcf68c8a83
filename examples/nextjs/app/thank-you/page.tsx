import { TrackPurchase } from '../../components/track-purchase.tsx';
import { stripe } from '../../lib/stripe.ts';

interface ThankYouProps {
  searchParams: Promise<{ payment_intent?: string; redirect_status?: string }>;
}

/** Where Stripe sends the buyer. What the address says is checked with Stripe before it counts. */
export default async function ThankYou({ searchParams }: ThankYouProps) {
  const { payment_intent: id, redirect_status: status } = await searchParams;
  if (id === undefined) return <section className="card">There is no order here.</section>;
  const intent = await stripe().paymentIntents.retrieve(id);
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
