import {
  type CapiError,
  createCapiClient,
  type EventOutcome,
  type EventSink,
  type Report,
} from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createLambda, onStripesBus } from '@meta-capi/stand-ins/eventbridge';
import { createStripe } from '@meta-capi/stand-ins/stripe';
import {
  type StripeEventBridgeOptions,
  stripeEventBridgeHandler,
} from '@meta-capi/stripe-adapter/eventbridge';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { paymentSucceeded } from '../fixtures/payment-intent.ts';
import { clientOf } from '../life/endpoint.ts';

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const email = 'anna.muster@example.com';
const payment = paymentSucceeded({ receipt_email: email });

type Outcome = Omit<EventOutcome, 'eventId' | 'eventName'>;

/** A function over a sink with these outcomes, one for each call. */
function functionWith(outcomes: readonly Outcome[], options: StripeEventBridgeOptions = {}) {
  const reports: Report[] = [];
  const calls: (number | undefined)[] = [];
  const sink: EventSink = {
    sendEvents(events, sending) {
      const outcome = outcomes[calls.length] ?? outcomes.at(-1) ?? { outcome: 'delivered' };
      calls.push(sending?.timeoutMs);
      const named = events.map(({ eventName, eventId }) => ({ eventName, eventId, ...outcome }));
      const { error, reason } = outcome;
      if (error !== undefined) {
        const failed = { ok: false, skipped: false, status: error.status, error } as const;
        return Promise.resolve({ ...failed, outcomes: named, warnings: [] });
      }
      if (reason !== undefined) {
        return Promise.resolve({ ok: false, skipped: true, reason, outcomes: named, warnings: [] });
      }
      return Promise.resolve({ ok: true, eventsReceived: 1, outcomes: named, warnings: [] });
    },
  };
  const reporter = (one: Report): unknown => reports.push(one);
  const lambda = createLambda(stripeEventBridgeHandler(sink, { ...options, reporter }));
  return { lambda, reports, calls };
}

function errorOf(fields: Partial<CapiError>): CapiError {
  const unset = { status: 0, category: 'unavailable', retryable: false, ambiguous: false } as const;
  return { ...unset, message: 'Meta did not answer.', ...fields };
}

test('Stripe’s own library reads the same event out of the envelope', () => {
  const envelope = JSON.stringify(onStripesBus(payment));
  const read = Stripe.webhooks.constructEventWithoutVerification(envelope);
  expect(read).toMatchObject({ id: payment.id, type: payment.type });
});

describe('a function that is invoked by EventBridge', () => {
  test('sends a snapshot event once and returns', async () => {
    const { lambda, reports } = functionWith([{ outcome: 'delivered' }]);
    expect(await lambda.invoke(onStripesBus(payment))).toBe(true);
    expect(lambda.invocations).toBe(1);
    expect(reports).toMatchObject([{ level: 'info', source: 'stripe-eventbridge' }]);
  });

  test('counts a snapshot and its thin twin once, in either order', async () => {
    const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 3600 });
    stripe.life.pay({ amount: 4999, metadata: { meta_consent: 'granted' } });
    const sandbox = createSandbox({ strict: true });
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'drop',
      fetch: sandbox.fetch,
    });
    const handler = stripeEventBridgeHandler(capi, { stripe: clientOf(stripe) });
    const lambda = createLambda(handler);
    for (const one of stripe.happenings) {
      expect(await lambda.invoke(onStripesBus(stripe.thin(one)))).toBe(true);
      expect(await lambda.invoke(onStripesBus(stripe.snapshot(one)))).toBe(true);
    }
    expect(sandbox.counted).toHaveLength(1);
    expect(lambda.failures).toEqual([]);
  });

  test.each<[string, Outcome]>([
    ['was not sent', { outcome: 'notSent', error: errorOf({ retryable: true }) }],
    ['was perhaps sent', { outcome: 'ambiguous', error: errorOf({ ambiguous: true }) }],
    [
      'was refused for the token',
      { outcome: 'rejected', error: errorOf({ status: 400, category: 'access' }) },
    ],
    ['has no token', { outcome: 'skipped', reason: 'not_configured' }],
  ])(
    'throws for an event that %s, in our words, and keeps it after two retries',
    async (_, one) => {
      const { lambda, reports } = functionWith([one]);
      const event = onStripesBus(payment);
      expect(await lambda.invoke(event)).toBe(false);
      expect(lambda.begunAt).toEqual([0, 60, 180]);
      const [failure] = lambda.failures;
      expect(failure?.requestPayload).toEqual(event);
      expect(failure?.responsePayload.errorMessage).toMatch(/^The Stripe event was not sent: .+\./);
      expect(JSON.stringify([failure?.responsePayload, reports])).not.toContain(email);
      expect(reports.map(({ level }) => level)).toEqual(['error', 'error', 'error']);
    },
  );

  test('is invoked again after a temporary failure, and the event counts', async () => {
    const failing: Outcome = { outcome: 'notSent', error: errorOf({ retryable: true }) };
    const { lambda } = functionWith([failing, failing, { outcome: 'delivered' }]);
    expect(await lambda.invoke(onStripesBus(payment))).toBe(true);
    expect(lambda.invocations).toBe(3);
    expect(lambda.failures).toEqual([]);
  });

  test.each<[string, Outcome]>([
    ['consent', { outcome: 'skipped', reason: 'consent_denied' }],
    [
      'a field that Meta refuses',
      { outcome: 'rejected', error: errorOf({ status: 400, category: 'payload' }) },
    ],
    ['a copy', { outcome: 'skipped', reason: 'already_sent' }],
    ['test mode', { outcome: 'skipped', reason: 'test_mode_without_test_event_code' }],
  ])('returns where the event is not counted for %s', async (_, one) => {
    const { lambda } = functionWith([one]);
    expect(await lambda.invoke(onStripesBus(payment))).toBe(true);
    expect(lambda.invocations).toBe(1);
  });

  test('throws for a thin event that counts, without stripe, and for an option that is wrong', async () => {
    const stripe = createStripe({ now: 1_764_201_600 });
    stripe.life.pay({ amount: 1 });
    const paid = stripe.happenings.find(({ type }) => type === 'payment_intent.succeeded');
    if (paid === undefined) throw new Error('Nothing was paid.');
    const { lambda, calls } = functionWith([]);
    expect(await lambda.invoke(onStripesBus(stripe.thin(paid)))).toBe(false);
    expect(lambda.failures[0]?.responsePayload.errorMessage).toMatch(/give the option stripe/);
    const misspelt = functionWith([], { purchaseSource: 'checkuot' as 'checkout' });
    expect(await misspelt.lambda.invoke(onStripesBus(payment))).toBe(false);
    expect(misspelt.lambda.failures[0]?.responsePayload.errorMessage).toMatch(/purchaseSource:/);
    expect([...calls, ...misspelt.calls]).toEqual([]);
    for (const { responsePayload } of [...lambda.failures, ...misspelt.lambda.failures]) {
      expect(responsePayload.errorMessage).not.toContain('three days');
    }
  });

  test('throws if Stripe does not answer what the event counts as, without Stripe’s message', async () => {
    const stripe = createStripe({ now: 1_764_201_600, apiKey: 'sk_live_of_another' });
    stripe.life.pay({ amount: 1 });
    const paid = stripe.happenings.find(({ type }) => type === 'payment_intent.succeeded');
    if (paid === undefined) throw new Error('Nothing was paid.');
    const { lambda, reports } = functionWith([], { stripe: clientOf(stripe) });
    expect(await lambda.invoke(onStripesBus(stripe.thin(paid)))).toBe(false);
    const { errorMessage } = lambda.failures[0]?.responsePayload ?? { errorMessage: '' };
    expect(errorMessage).toMatch(/Stripe refused with 401/);
    expect(JSON.stringify([errorMessage, reports])).not.toContain('sk_');
  });

  test.each(['aws.partner/stripe.community/ed_1', 'com.example.shop', 'aws.events', undefined])(
    'returns and reports an event of the source %s',
    async (source) => {
      const { lambda, reports, calls } = functionWith([]);
      const event = { ...onStripesBus(payment), source: source as string };
      expect(await lambda.invoke(event)).toBe(true);
      expect(calls).toEqual([]);
      expect(reports).toMatchObject([
        { level: 'error', message: expect.stringContaining('aws.partner/stripe.com') },
      ]);
    },
  );

  test.each([
    ['an event of a type that does not count', { ...payment, type: 'charge.succeeded' }, []],
    ['no Stripe event', { order: 7 }, ['error']],
    ['an event that lacks a field', { ...payment, created: undefined }, ['error']],
  ])('returns for %s', async (_, detail, levels) => {
    const { lambda, reports, calls } = functionWith([]);
    expect(await lambda.invoke(onStripesBus(detail))).toBe(true);
    expect(calls).toEqual([]);
    expect(reports.map(({ level }) => level)).toEqual(levels);
  });

  test('gives the sink the remaining time of the function', async () => {
    const { calls, lambda } = functionWith([]);
    await lambda.invoke(onStripesBus(payment));
    expect(calls).toEqual([10_000]);
    const seen: unknown[] = [];
    const sink: EventSink = {
      sendEvents: (_, sending) => Promise.reject(new Error(String(seen.push(sending?.timeoutMs)))),
    };
    const handler = stripeEventBridgeHandler(sink, { reporter: () => undefined });
    const context = { getRemainingTimeInMillis: () => 3000 };
    await expect(handler(onStripesBus(payment), context)).rejects.toThrow('was not sent');
    await expect(handler(onStripesBus(payment))).rejects.toThrow('was not sent');
    expect(seen).toEqual([2000, undefined]);
  });

  test('survives a reporter that throws', async () => {
    const sink: EventSink = { sendEvents: () => Promise.reject(new Error('never')) };
    const reporter = (): never => {
      throw new Error('full');
    };
    const handler = stripeEventBridgeHandler(sink, { reporter });
    await expect(handler({ ...onStripesBus(payment), source: 'x' })).resolves.toBeUndefined();
  });
});

test.each(['acct_A', 'acct_B'])(
  'with a function of the account, accounts limits which events count: %s',
  async (account) => {
    const reports: Report[] = [];
    const asked: (string | undefined)[] = [];
    const sandbox = createSandbox({ strict: true });
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });
    const sinkOf = (one: string | undefined): EventSink => {
      asked.push(one);
      return capi;
    };
    const reporter = (one: Report): unknown => reports.push(one);
    const lambda = createLambda(
      stripeEventBridgeHandler(sinkOf, { accounts: ['acct_A'], reporter }),
    );
    const created = Math.floor(Date.now() / 1000) - 60;
    const paid = paymentSucceeded({ receipt_email: email, created }, { account, created });
    expect(await lambda.invoke(onStripesBus(paid))).toBe(true);
    const isListed = account === 'acct_A';
    expect(sandbox.events).toHaveLength(isListed ? 1 : 0);
    expect(asked).toEqual(isListed ? [account] : []);
    const codes = reports.flatMap(({ warnings }) => warnings.map(({ code }) => code));
    expect(codes.includes('account_not_listed')).toBe(!isListed);
  },
);

test.each([
  ['null', null],
  ['undefined', undefined],
  ['text', 'aws.partner/stripe.com'],
])('an event that is %s is reported and ignored', async (_, event) => {
  const reports: Report[] = [];
  const reporter = (one: Report): unknown => reports.push(one);
  const sink: EventSink = { sendEvents: () => Promise.reject(new Error('It must not be called.')) };
  const handler = stripeEventBridgeHandler(sink, { reporter });
  await handler(event as never);
  expect(reports).toMatchObject([
    { level: 'error', message: expect.stringContaining('not aws.partner/stripe.com') },
  ]);
});

test('a detail that is null is reported and ignored', async () => {
  const { lambda, reports } = functionWith([]);
  expect(await lambda.invoke({ ...onStripesBus(payment), detail: null })).toBe(true);
  expect(reports).toMatchObject([
    { level: 'error', message: expect.stringContaining('not a Stripe event') },
  ]);
});

test('an unknown option is refused with the options of this handler', async () => {
  const options = { webhookSecret: 'whsec_made_up' } as StripeEventBridgeOptions;
  const { lambda, reports } = functionWith([], options);
  expect(await lambda.invoke(onStripesBus(payment))).toBe(false);
  expect(reports[0]?.message).toBe(
    'webhookSecret: unknown option; the options are stripe, reporter, purchaseSource, renewals, subscriptionEvents, eventSourceUrl, accounts.',
  );
});

test.each<[string, object, RegExp]>([
  ['checkout with all renewals', { purchaseSource: 'checkout', renewals: 'all' }, /cannot count/],
  ['recurring without stripe', { renewals: 'recurring' }, /needs the option stripe/],
])('%s is logged at start-up', (_, options, line) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  stripeEventBridgeHandler({ sendEvents: () => Promise.reject(new Error('not called')) }, options);
  expect(warn.mock.calls).toEqual([[expect.stringMatching(line)]]);
});
