import { describe, expect, test } from 'vitest';
import type { Renewals, Source } from './oracle.ts';
import { type Case, eras, runWithClient, runWithoutClient } from './run-week.ts';
import { countedOfRenewals } from './running.ts';

// Every era, with forms, sources and renewals in turn. life.slow.test.ts has all combinations.
const sources: readonly Source[] = ['payment_intent', 'checkout', 'invoice'];
const renewals: readonly Renewals[] = ['first', 'all', 'none', 'recurring'];
const inTurn = eras.map((era, at) => ({
  era,
  form: at % 2 === 0 ? ('thin' as const) : ('snapshot' as const),
  source: sources[at % sources.length] ?? 'invoice',
  renewals: renewals[at] ?? 'first',
  seed: at,
}));
// From 2025-03-31 to 2025-09-30 no field of a PaymentIntent names its invoice.
const nameless = { era: eras[2], form: 'snapshot', source: 'payment_intent', seed: 9 } as const;
const cases: readonly Case[] = [...inTurn, { ...nameless, renewals: 'all' }];

describe('a week of subscriptions counts exactly', () => {
  test.each(cases)('$era $form $source $renewals', async (one) => {
    await expect(runWithClient(one)).resolves.toBeUndefined();
  });
});

test('both forms of each event, as during a migration, count once', async () => {
  const one = { era: eras[2], form: 'both', source: 'invoice', renewals: 'recurring' } as const;
  await expect(runWithClient({ ...one, seed: 7 })).resolves.toBeUndefined();
});

describe('the same week through EventBridge', () => {
  test.each(cases.slice(1, 4))('counts exactly: $era $form $source $renewals', async (one) => {
    await expect(runWithClient({ ...one, delivery: 'eventbridge' })).resolves.toBeUndefined();
  });
  test('counts nothing wrongly without a client', async () => {
    const one = { era: eras[3], form: 'thin', source: 'invoice', renewals: 'first' } as const;
    const run = runWithoutClient({ ...one, seed: 3, delivery: 'eventbridge' });
    await expect(run).resolves.toBeUndefined();
  });
});

describe('without a client nothing counts wrongly', () => {
  test.each(cases.map((one, at) => ({ ...one, form: at > 0 ? ('snapshot' as const) : one.form })))(
    '$era $form $source $renewals',
    async (one) => {
      await expect(runWithoutClient(one)).resolves.toBeUndefined();
    },
  );
});

test.each(sources)(
  'renewals of running subscriptions make no Subscribe under %s, and Purchases only where all count',
  async (source) => {
    await expect(countedOfRenewals(20, source, 'first')).resolves.toEqual({});
    // A renewal has no Checkout Session.
    const purchases = source === 'checkout' ? {} : { Purchase: 20 };
    await expect(countedOfRenewals(20, source, 'all')).resolves.toEqual(purchases);
  },
);
