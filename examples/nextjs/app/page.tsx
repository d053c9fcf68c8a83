import { BuyForm } from '../components/buy-form.tsx';
import { SubmitForm } from '../components/submit-form.tsx';
import { priceOf, product } from '../lib/product.ts';

export default function Shop() {
  return (
    <>
      <section className="product">
        {/* biome-ignore lint/performance/noImgElement: an SVG needs no optimiser */}
        <img src="/mug.svg" alt="A stoneware mug, brown below and cream above" />
        <div>
          <h1>{product.name}</h1>
          <p className="price">{priceOf(product.amount, product.currency)}</p>
          <p>{product.description}</p>
          <ul>
            {product.details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
          <BuyForm />
          <p className="note">VAT included, free delivery in the EU.</p>
        </div>
      </section>
      <section className="card newsletter">
        <div>
          <h2>New mugs, four times a year</h2>
          <p>One e-mail each season, before they are sold out.</p>
        </div>
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
