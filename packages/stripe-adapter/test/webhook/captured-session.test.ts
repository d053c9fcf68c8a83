import { createStripe } from '@meta-capi/stand-ins/stripe';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { clientOf, openEndpoint } from '../life/endpoint.ts';
import { webhookSecret } from './signed-request.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const purchaseSource = 'checkout';
const now = Math.floor(Date.now() / 1000) - 3600;

/** A payment with Checkout that is captured ten minutes later, beside one without Checkout. */
function held() {
  const stripe = createStripe({ now });
  const { life } = stripe;
  const metadata = { meta_consent: 'granted' };
  const intent = life.pay({ amount: 4000, sessionMetadata: metadata, isCapturedLater: true });
  const elsewhere = life.pay({ amount: 5000, isCapturedLater: true });
  life.wait(600);
  life.capture(intent);
  life.capture(elsewhere);
  return { stripe, intent };
}

// https://stackoverflow.com/questions/65281615
describe('a Checkout Session whose payment is captured later', () => {
  test('counts at the capture, with its cart, its payer and its visitor', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { stripe, intent } = held();
    const endpoint = openEndpoint(stripe, { purchaseSource, stripe: clientOf(stripe) });
    for (const happening of stripe.happenings) await endpoint.post(happening, 'snapshot');
    expect(endpoint.counted()).toEqual([`Purchase ${intent.id} 40`]);
    expect(endpoint.sent).toMatchObject([
      {
        userData: { email: 'anna.muster@example.com' },
        visitor: { consent: 'granted' },
        customData: { contents: [{ id: 'prod_plan', quantity: 1 }] },
      },
    ]);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/captured later.*Add payment_intent\.succeeded to/)],
    ]);
  });

  test('is logged once without stripe', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { stripe } = held();
    const endpoint = openEndpoint(stripe, { purchaseSource });
    const [completed] = stripe.happenings;
    if (completed === undefined) throw new Error('Nothing happened.');
    await endpoint.post(completed, 'snapshot');
    await endpoint.post(completed, 'snapshot');
    expect(endpoint.counted()).toEqual([]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/unpaid.*give the option stripe/)]]);
  });

  test('is not looked up if the PaymentIntent is captured at once', async () => {
    const stripe = createStripe({ now });
    stripe.life.pay({ amount: 4000 });
    const adapter = stripeAdapter({ webhookSecret, purchaseSource, stripe: clientOf(stripe) });
    for (const happening of stripe.happenings) await adapter.enrich?.(stripe.snapshot(happening));
    expect(stripe.asked).toEqual([]);
  });

  test('gets 503 if Stripe does not answer whether it is one', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const { life, happenings, ...others } = createStripe({ now, fault: () => 500 });
    const intent = life.pay({ amount: 1, sessionMetadata: {}, isCapturedLater: true });
    life.capture(intent);
    const stripe = { ...others, life, happenings };
    const endpoint = openEndpoint(stripe, { purchaseSource, stripe: clientOf(stripe) });
    const captured = happenings.at(-1);
    if (captured === undefined) throw new Error('Nothing happened.');
    expect(await endpoint.post(captured, 'snapshot')).toBe(503);
    expect(endpoint.sent).toEqual([]);
  });
});
