import { createCapiClient, type EventSink, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createStripe } from '@meta-capi/stand-ins/stripe';
import { type BackfillProgress, backfillStripe, stripeAdapter } from '@meta-capi/stripe-adapter';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { invoicePaid } from './fixtures/invoice.ts';
import { paymentSucceeded } from './fixtures/payment-intent.ts';
import { created, stripeEvent } from './fixtures/stripe-event.ts';
import { clientOf } from './life/endpoint.ts';
import { type Asked, startStripe } from './stripe-server.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const hour = 3_600_000;
const anHourAgo = new Date(Date.now() - hour);
const receipt_email = 'anna.muster@example.com';

/** Stripe with these events, 100 a page as Stripe has at most. */
async function stripeWith(events: readonly { id: string }[]) {
  const { stripe, asked, close } = await startStripe((path, query) => {
    if (path !== '/v1/events') return undefined;
    const after = query.get('starting_after');
    const from = after === null ? 0 : events.findIndex(({ id }) => id === after) + 1;
    const data = events.slice(from, from + 100);
    const has_more = from + 100 < events.length;
    return { status: 200, body: { object: 'list', url: '/v1/events', data, has_more } };
  });
  closing.push(close);
  return { stripe, asked };
}

function metaOver(
  sandbox = createSandbox({ strict: true }),
  accessToken = 'EAAmadeupmadeupmadeup',
) {
  const config = { pixelId: '1234567890', accessToken, whenConsentUnknown: 'send' } as const;
  return { sandbox, capi: createCapiClient({ ...config, fetch: sandbox.fetch }) };
}

function payments(count: number) {
  return Array.from({ length: count }, (_, n) =>
    paymentSucceeded({ id: `pi_${n}`, receipt_email }),
  );
}

describe('what the endpoint did not accept', () => {
  test('is sent with the ids and times the webhook would have used', async () => {
    const charge = stripeEvent('charge.succeeded', { id: 'ch_1' });
    const { stripe, asked } = await stripeWith([...payments(250), charge]);
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
      read: 251,
      outcomes: { delivered: 250, skipped: 0 },
      reached: new Date(created * 1000),
    });
    expect(steps.map(({ outcomes }) => outcomes.delivered)).toEqual([100, 200, 250]);
    expect(sandbox.counted).toHaveLength(250);
    expect(sandbox.counted[7]).toMatchObject({ event: { event_id: 'pi_7', event_time: created } });
    expect(asked).toHaveLength(3);
    expect(question(asked)).toEqual({
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
    const { stripe } = await stripeWith([invoicePaid(), ...payments(1)]);
    const { sandbox, capi } = metaOver();
    const adapter = stripeAdapter({ purchaseSource: 'invoice' });
    await backfillStripe({ stripe, sink: capi, since: anHourAgo, adapter });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual(['in_1First', 'sub_1Plan']);
  });

  test('of a connected account is listed in its name; all deliveries with the option', async () => {
    const { stripe, asked } = await stripeWith([]);
    const { capi } = metaOver();
    const options = { stripe, sink: capi, since: anHourAgo } as const;
    await backfillStripe({ ...options, account: 'acct_1Shop', deliveries: 'all' });
    expect(asked[0]?.account).toBe('acct_1Shop');
    expect(question(asked)).not.toHaveProperty('delivery_success');
  });
});

test.each<[string, 'invoice' | undefined]>([
  ['the adapter of the route', 'invoice'],
  ['no adapter', undefined],
])(
  'payments that cannot be decided without stripe are counted and logged: %s',
  async (_, source) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const renewals = ['in_1', 'in_2'].map((id) =>
      invoicePaid({ id, billing_reason: 'subscription_cycle' }),
    );
    const { stripe } = await stripeWith([...renewals, invoicePaid()]);
    const { capi } = metaOver();
    const steps: BackfillProgress[] = [];
    const result = await backfillStripe({
      stripe,
      sink: capi,
      since: anHourAgo,
      adapter: source && stripeAdapter({ purchaseSource: source }),
      onProgress: (progress) => steps.push(progress),
    });
    expect(result).toMatchObject({ complete: true, read: 3, undecided: 2 });
    expect(steps).toMatchObject([{ undecided: 2 }]);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/no (Purchase or )?Subscribe is made.*Give the option stripe/)],
    ]);
    vi.restoreAllMocks();
  },
);

test('it stops when Meta accepts nothing, and reports it; the next run starts again', async () => {
  const { stripe } = await stripeWith(payments(250));
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
  const { stripe } = await stripeWith(payments(250));
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
    ['the client alone', capi],
    ['onlyOnce without a store', onlyOnce(capi, undefined, scope)],
  ])('%s is refused before anything is asked', async (_, sink) => {
    const { stripe, asked } = await stripeWith([]);
    await expect(backfillStripe({ stripe, sink, since })).rejects.toThrow(
      /47 hours .* onlyOnce .* force: true/,
    );
    expect(asked).toEqual([]);
  });

  test.each<[string, EventSink, boolean | undefined]>([
    ['onlyOnce with a store', onlyOnce(capi, store, scope), undefined],
    ['the client alone, forced,', capi, true],
  ])('%s is let through', async (_, sink, force) => {
    const { stripe } = await stripeWith([]);
    const result = await backfillStripe({ stripe, sink, since, force });
    expect(result).toMatchObject({ complete: true });
  });

  test('an invalid date is rejected', async () => {
    const { stripe } = await stripeWith([]);
    const run = backfillStripe({ stripe, sink: capi, since: new Date('yesterday'), force: true });
    await expect(run).rejects.toThrow('since: give a valid Date');
  });
});

function question(asked: readonly Asked[]): Record<string, string> {
  const url = new URL((asked[0]?.line ?? '').replace('GET ', ''), 'http://stripe');
  return Object.fromEntries(url.searchParams);
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
