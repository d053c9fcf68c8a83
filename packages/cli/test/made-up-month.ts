import {
  createStripe,
  type Life,
  type Metadata,
  type StripeStandIn,
} from '@meta-capi/stand-ins/stripe';
import Stripe from 'stripe';

const day = 86_400;

/** Versions of webhook endpoints in which events of the same payments look different. */
export const endpointVersions = [
  '2020-08-27',
  '2024-06-20',
  '2025-06-30.basil',
  '2026-10-28.endive',
];

export interface Month {
  stripe: StripeStandIn;
  /** Snapshot events, the oldest first. */
  events: readonly Record<string, unknown>[];
}

/** Thirty days of a made-up shop: single sales, Checkout, invoices, trials, renewals, refusals. */
export function liveAMonth(
  seed: number,
  endpointVersion: string,
  until: number = Math.floor(Date.now() / 1000) - 60,
): Month {
  const random = randomFrom(seed);
  const stripe = createStripe({ now: until - 30 * day, endpointVersion });
  const { life } = stripe;
  const subscriptions: ReturnType<Life['subscribe']>[] = [];
  const any = <One>(list: readonly One[]): One | undefined =>
    list[Math.floor(random() * list.length)];
  const consents: readonly Metadata[] = [granted, granted, granted, {}, denied];
  const amount = (): number => 500 + Math.floor(random() * 20_000);

  const happenings: readonly (() => void)[] = [
    () => life.pay({ amount: amount(), metadata: any(consents) ?? {} }),
    () => life.pay({ amount: amount(), metadata: any(consents) ?? {}, customer: life.customer() }),
    () => {
      const metadata = any(consents) ?? {};
      life.pay({ amount: amount(), metadata, sessionMetadata: metadata });
    },
    () => {
      const metadata = any(consents) ?? {};
      const billed = life.invoice({ customer: life.customer(), amount: amount(), metadata });
      life.wait(60);
      life.settle(billed);
    },
    () => {
      const metadata = any(consents) ?? {};
      const hasTrial = random() < 0.3;
      const sold = { customer: life.customer(), amount: amount(), metadata, hasTrial };
      subscriptions.push(
        life.subscribe(random() < 0.5 ? { ...sold, sessionMetadata: metadata } : sold),
      );
    },
    () => {
      const subscription = any(subscriptions);
      if (subscription?.status === 'trialing') life.endTrial(subscription, true);
      else if (subscription?.status === 'active') life.renew(subscription);
    },
  ];
  while (life.now < until - day) {
    life.wait(Math.floor(random() * day * 0.55) + 60);
    any(happenings)?.();
  }
  return { stripe, events: stripe.happenings.map((one) => ({ ...stripe.snapshot(one) })) };
}

const granted: Metadata = { meta_consent: 'granted' };
const denied: Metadata = { meta_consent: 'denied' };

/** Stripe's own client over the stand-in, without a socket. */
export function clientOf(stripe: StripeStandIn): Stripe {
  const httpClient = Stripe.createFetchHttpClient((url, init) =>
    stripe.fetch(new Request(url, init)),
  );
  return new Stripe('sk_test_made_up', { httpClient });
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
