import { connection } from 'next/server';
import { PaymentLink } from '../../components/payment-link.tsx';

/** Sold without code of the shop's server: a Payment Link of the Stripe Dashboard. */
export default async function GiftCard() {
  // The address of the link is known when the shop runs, not when it is built.
  await connection();
  const href = process.env['STRIPE_PAYMENT_LINK'] ?? 'https://buy.stripe.com/your_link';
  return (
    <section className="card">
      <h1>Gift card</h1>
      <p>One mug, for somebody else.</p>
      <PaymentLink href={href}>Buy a gift card</PaymentLink>
    </section>
  );
}
