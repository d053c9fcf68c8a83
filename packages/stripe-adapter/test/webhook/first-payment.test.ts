import { createStripe, type StripeStandIn, type Subscription } from '@meta-capi/stand-ins/stripe';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { invoicePaid } from '../fixtures/invoice.ts';
import { clientOf, openEndpoint } from '../life/endpoint.ts';

const purchaseSource = 'invoice';
const hour = 3600;

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A subscription on a free plan, and the ids that count of what follows. */
function freePlan() {
  const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 100 * hour });
  const { life } = stripe;
  const plan = life.subscribe({ customer: life.customer(), amount: 0 });
  return { stripe, life, plan };
}

async function countedOf(stripe: StripeStandIn): Promise<string[]> {
  const endpoint = openEndpoint(stripe, { purchaseSource, stripe: clientOf(stripe) });
  for (const happening of stripe.happenings.toReversed())
    await endpoint.post(happening, 'snapshot');
  return endpoint.counted();
}

function asksOf({ asked }: StripeStandIn): string[] {
  return asked.filter((line) => line === 'GET /v1/invoices');
}

/** Free months, so that the list of paid invoices has several pages. */
function stayFree(
  {
    life,
    plan,
    stripe,
  }: { life: StripeStandIn['life']; plan: Subscription; stripe: StripeStandIn },
  months: number,
) {
  for (let month = 0; month < months; month += 1) {
    life.wait(60);
    life.renew(plan, { amount: 0 });
  }
  return stripe;
}

describe('the first payment is found in Stripe’s list of paid invoices', () => {
  test('after pages of invoices of 0', async () => {
    const made = freePlan();
    const { life, plan } = made;
    life.wait(hour);
    const first = life.renew(plan, { amount: 500 });
    const stripe = stayFree(made, 55);
    life.wait(hour);
    const later = life.renew(plan, { amount: 700 });
    const before = asksOf(stripe).length;
    const counted = await countedOf(stripe);
    expect(counted).toEqual([`Purchase ${first.id} 5`, `Subscribe ${plan.id} 5`]);
    expect(counted.join()).not.toContain(later.id);
    // Three pages for either payment; nothing is asked about an invoice of 0.
    expect(asksOf(stripe).slice(before)).toHaveLength(6);
  });

  test('with one page if the payment before it is on it', async () => {
    const { stripe, life, plan } = freePlan();
    for (let month = 0; month < 30; month += 1) {
      life.wait(60);
      life.renew(plan, { amount: 500 });
    }
    const last = stripe.happenings.findLast(({ type }) => type === 'invoice.paid');
    if (last === undefined) throw new Error('Nothing was paid.');
    const endpoint = openEndpoint(stripe, { purchaseSource, stripe: clientOf(stripe) });
    expect(await endpoint.post(last, 'snapshot')).toBe(200);
    expect(stripe.asked).toEqual(['GET /v1/invoices']);
    expect(endpoint.counted()).toEqual([]);
  });

  test('of two in one second, by the smaller id', async () => {
    const { stripe, life, plan } = freePlan();
    life.wait(hour);
    const one = life.renew(plan, { amount: 500 });
    life.renew(plan, { amount: 700 });
    expect(await countedOf(stripe)).toEqual([`Purchase ${one.id} 5`, `Subscribe ${plan.id} 5`]);
  });

  test('of a PaymentIntent whose invoice is still marked as open', async () => {
    const { stripe, life, plan } = freePlan();
    life.wait(hour);
    const first = life.renew(plan, { amount: 500 });
    life.wait(hour);
    const later = life.renew(plan, { amount: 700 });
    const paymentsOf = async (...unmarked: { status: string; paidAt: number | undefined }[]) => {
      for (const invoice of unmarked) Object.assign(invoice, { status: 'open', paidAt: undefined });
      const endpoint = openEndpoint(stripe, {
        stripe: clientOf(stripe),
        subscriptionEvents: false,
      });
      for (const one of stripe.happenings) await endpoint.post(one, 'snapshot');
      return endpoint.counted();
    };
    const counted = [`Purchase ${first.paymentIntent} 5`];
    expect(await paymentsOf()).toEqual(counted);
    expect(await paymentsOf(later)).toEqual(counted);
  });

  test('of the only PaymentIntent, with its invoice still marked as open', async () => {
    const { stripe, life, plan } = freePlan();
    life.wait(hour);
    const first = life.renew(plan, { amount: 500 });
    Object.assign(first, { status: 'open', paidAt: undefined });
    const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), subscriptionEvents: false });
    for (const one of stripe.happenings) await endpoint.post(one, 'snapshot');
    expect(endpoint.counted()).toEqual([`Purchase ${first.paymentIntent} 5`]);
  });

  test.each<[string, number | 'never']>([
    ['an outage', 500],
    ['a key that may not read invoices', 403],
  ])('or the event is 503: %s', async (_, status) => {
    const standIn = createStripe({
      now: Math.floor(Date.now() / 1000) - hour,
      fault: () => status,
    });
    const { life } = standIn;
    const plan = life.subscribe({ customer: life.customer(), amount: 0 });
    life.renew(plan, { amount: 500 });
    const paid = standIn.happenings.findLast(({ type }) => type === 'invoice.paid');
    if (paid === undefined) throw new Error('Nothing was paid.');
    const endpoint = openEndpoint(standIn, { purchaseSource, stripe: clientOf(standIn) });
    expect(await endpoint.post(paid, 'snapshot')).toBe(503);
    expect(endpoint.sent).toEqual([]);
  });

  test('is not looked up if no option needs it', async () => {
    const standIn = createStripe({ now: 1 });
    const adapter = stripeAdapter({
      purchaseSource,
      renewals: 'all',
      subscriptionEvents: false,
      stripe: clientOf(standIn),
    });
    const metadata = { meta_consent: 'granted' };
    await adapter.enrich(invoicePaid({ billing_reason: 'subscription_cycle', metadata }));
    expect(standIn.asked).toEqual([]);
  });
});
