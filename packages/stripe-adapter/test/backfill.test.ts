import { createCapiClient, type EventSink, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createStripe, type StripeStandIn } from '@meta-capi/stand-ins/stripe';
import { type BackfillProgress, backfillStripe, stripeAdapter } from '@meta-capi/stripe-adapter';
import { describe, expect, test, vi } from 'vitest';
import { clientOf } from './life/endpoint.ts';

const hour = 3_600_000;
const anHourAgo = new Date(Date.now() - hour);

/** Stripe with this number of payments, half an hour ago, and its client. */
function stripeWith(payments: number) {
  const standIn = createStripe({ now: Math.floor(Date.now() / 1000) - 1800 });
  const paid = Array.from({ length: payments }, () => standIn.life.pay({ amount: 4999 }));
  return { standIn, life: standIn.life, stripe: clientOf(standIn), paid };
}

function metaOver(
  sandbox = createSandbox({ strict: true }),
  accessToken = 'EAAmadeupmadeupmadeup',
) {
  const config = { pixelId: '1234567890', accessToken, whenConsentUnknown: 'send' } as const;
  return { sandbox, capi: createCapiClient({ ...config, fetch: sandbox.fetch }) };
}

describe('what the endpoint did not accept', () => {
  test('is sent with the ids and times the webhook would have used', async () => {
    const { stripe, standIn, paid } = stripeWith(250);
    const { sandbox, capi } = metaOver();
    const steps: BackfillProgress[] = [];
    const result = await backfillStripe({
      stripe,
      sink: capi,
      since: anHourAgo,
      onProgress: (progress) => steps.push(progress),
    });
    expect(result).toMatchObject({
      complete: true,
      read: 250,
      outcomes: { delivered: 250, skipped: 0 },
      reached: new Date(standIn.life.now * 1000),
    });
    expect(steps.map(({ outcomes }) => outcomes.delivered)).toEqual([100, 200, 250]);
    expect(sandbox.counted).toHaveLength(250);
    expect(sandbox.counted[7]).toMatchObject({
      event: { event_id: paid.at(-8)?.id, event_time: standIn.life.now },
    });
    // Stripe has at most 100 objects a page, and 10 without a limit.
    expect(standIn.asked).toHaveLength(3);
    expect(queryOf(standIn)).toEqual({
      limit: '100',
      delivery_success: 'false',
      'created[gte]': String(Math.floor(anHourAgo.getTime() / 1000)),
      'types[0]': 'payment_intent.succeeded',
      'types[1]': 'checkout.session.completed',
      'types[2]': 'checkout.session.async_payment_succeeded',
      'types[3]': 'invoice.paid',
      'types[4]': 'customer.subscription.created',
      'types[5]': 'customer.subscription.updated',
      'types[6]': 'customer.subscription.deleted',
    });
  });

  test('is mapped by the adapter of the route', async () => {
    const { stripe, life } = stripeWith(1);
    const plan = life.subscribe({ customer: life.customer(), amount: 1900 });
    const { sandbox, capi } = metaOver();
    const adapter = stripeAdapter({ purchaseSource: 'invoice' });
    await backfillStripe({ stripe, sink: capi, since: anHourAgo, adapter });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([plan.latestInvoice, plan.id]);
  });

  test('of a connected account is listed in its name; all deliveries with the option', async () => {
    const { stripe, standIn } = stripeWith(0);
    standIn.connected('acct_1Shop');
    const { capi } = metaOver();
    const options = { stripe, sink: capi, since: anHourAgo } as const;
    await backfillStripe({ ...options, account: 'acct_1Shop', deliveries: 'all' });
    expect(standIn.requests[0]?.account).toBe('acct_1Shop');
    expect(queryOf(standIn)).not.toHaveProperty('delivery_success');
  });
});

test.each<[string, 'invoice' | undefined]>([
  ['the adapter of the route', 'invoice'],
  ['no adapter', undefined],
])(
  'payments that cannot be decided without stripe are counted and logged: %s',
  async (_, source) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { stripe, life } = stripeWith(0);
    const plan = life.subscribe({ customer: life.customer(), amount: 1900 });
    life.renew(plan);
    life.renew(plan);
    const { capi } = metaOver();
    const steps: BackfillProgress[] = [];
    const result = await backfillStripe({
      stripe,
      sink: capi,
      since: anHourAgo,
      adapter: source && stripeAdapter({ purchaseSource: source }),
      onProgress: (progress) => steps.push(progress),
    });
    const ofIntents = source === undefined ? 3 : 0;
    expect(result).toMatchObject({ complete: true, undecided: 2 + ofIntents });
    expect(steps).toMatchObject([{ undecided: 2 + ofIntents }]);
    const lines = warn.mock.calls.map(([line]) => String(line));
    expect(lines.filter((line) => line.includes('an invoice.paid'))).toEqual([
      expect.stringMatching(/no (Purchase or )?Subscribe is made.*Give the option stripe/),
    ]);
    vi.restoreAllMocks();
  },
);

test('it stops when Meta accepts nothing, and reports it; the next run starts again', async () => {
  const { stripe } = stripeWith(250);
  const down = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    timeoutMs: 200,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  });
  const result = await backfillStripe({ stripe, sink: down, since: anHourAgo });
  expect(result.complete).toBe(false);
  expect(result.read).toBe(100);
  expect(result.outcomes.delivered).toBe(0);
});

test('it stops if the client is not configured', async () => {
  const { stripe } = stripeWith(250);
  const unset = createCapiClient({ whenConsentUnknown: 'send' });
  const result = await backfillStripe({ stripe, sink: unset, since: anHourAgo });
  expect(result).toMatchObject({ complete: false, read: 100, outcomes: { skipped: 100 } });
});

describe('more than 47 hours ago', () => {
  const threeDaysAgo = new Date(Date.now() - 72 * hour);
  const store = { get: () => undefined, set: () => undefined, delete: () => undefined };
  const { capi } = metaOver();
  const scope = { scope: '1234567890' };
  const since = threeDaysAgo;

  test.each<[string, EventSink]>([
    ['only the client', capi],
    ['onlyOnce without a store', onlyOnce(capi, undefined, scope)],
  ])('%s is refused before anything is asked', async (_, sink) => {
    const { stripe, standIn } = stripeWith(0);
    await expect(backfillStripe({ stripe, sink, since })).rejects.toThrow(
      /47 hours .* onlyOnce .* force: true/,
    );
    expect(standIn.asked).toEqual([]);
  });

  test.each<[string, EventSink, boolean | undefined]>([
    ['onlyOnce with a store', onlyOnce(capi, store, scope), undefined],
    ['only the client, forced,', capi, true],
  ])('%s is accepted', async (_, sink, force) => {
    const { stripe } = stripeWith(0);
    const result = await backfillStripe({ stripe, sink, since, force });
    expect(result).toMatchObject({ complete: true });
  });

  test('an invalid date is rejected', async () => {
    const { stripe } = stripeWith(0);
    const run = backfillStripe({ stripe, sink: capi, since: new Date('yesterday'), force: true });
    await expect(run).rejects.toThrow('since: give a valid Date');
  });
});

function queryOf({ requests }: StripeStandIn): Record<string, string> {
  return Object.fromEntries(requests[0]?.query ?? []);
}

test('events of a connected account are looked up in its name, which they do not contain', async () => {
  const standIn = createStripe({ now: Math.floor(anHourAgo.getTime() / 1000) + 60 });
  const life = standIn.connected('acct_1Shop');
  const subscription = life.subscribe({ customer: life.customer(), amount: 1900, hasTrial: true });
  life.wait(120);
  life.endTrial(subscription, true);
  const client = clientOf(standIn);
  const { sandbox, capi } = metaOver();
  const result = await backfillStripe({
    stripe: client,
    sink: capi,
    since: anHourAgo,
    adapter: stripeAdapter({
      stripe: client,
      purchaseSource: 'invoice',
      accounts: ['acct_1Shop'],
    }),
    account: 'acct_1Shop',
  });
  expect(result.complete).toBe(true);
  expect(new Set(sandbox.counted.map(({ eventName }) => eventName))).toEqual(
    new Set(['Purchase', 'StartTrial', 'Subscribe']),
  );
});

test('events of an account that the adapter does not list are skipped, with one line on the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const standIn = createStripe({ now: Math.floor(anHourAgo.getTime() / 1000) + 60 });
  const life = standIn.connected('acct_1Skipped');
  for (let sale = 0; sale < 3; sale += 1) life.pay({ amount: 1900 });
  const stripe = clientOf(standIn);
  const { sandbox, capi } = metaOver();
  const options = { stripe, sink: capi, since: anHourAgo, account: 'acct_1Skipped' } as const;
  await backfillStripe({ ...options, adapter: stripeAdapter({ stripe }) });
  expect(sandbox.counted).toEqual([]);
  expect(warn.mock.calls.flat().filter((line) => line.includes('acct_1Skipped'))).toHaveLength(1);
  await backfillStripe(options);
  expect(sandbox.counted).toHaveLength(3);
});
