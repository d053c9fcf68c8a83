import { BuyForm } from '../components/buy-form.tsx';
import { SubmitForm } from '../components/submit-form.tsx';
import { product } from '../lib/product.ts';

export default function Shop() {
  return (
    <>
      <section className="card product">
        {/* biome-ignore lint/performance/noImgElement: an SVG needs no optimiser */}
        <img src="/icon.svg" alt="" width="160" height="160" />
        <div>
          <h1>{product.name}</h1>
          <p>{product.description}</p>
          <p className="price">€{(product.amount / 100).toFixed(2)}</p>
          <BuyForm />
        </div>
      </section>
      <section className="card">
        <h2>Newsletter</h2>
        <p>New mugs, four times a year.</p>
        <SubmitForm
          action="/api/newsletter"
          eventName="Contact"
          customData={{ content_name: 'newsletter' }}
          button="Subscribe"
          thanks="You are on the list."
        >
          <label>
            E-mail
            <input name="email" type="email" autoComplete="email" required />
          </label>
        </SubmitForm>
      </section>
    </>
  );
}
