import { describe, expect, test } from 'vitest';
import type { Renewals, Source } from './oracle.ts';
import { type Case, eras, runWithClient, runWithoutClient } from './run-week.ts';
import { subscribesOf } from './running.ts';

// Every era, with forms, sources and renewals in turn. life.slow.test.ts has all combinations.
const sources: readonly Source[] = ['payment_intent', 'checkout', 'invoice'];
const renewals: readonly Renewals[] = ['first', 'all', 'none', 'recurring'];
const cases: readonly Case[] = eras.map((era, at) => ({
  era,
  form: at % 2 === 0 ? ('thin' as const) : ('snapshot' as const),
  source: sources[at % sources.length] ?? 'invoice',
  renewals: renewals[at] ?? 'first',
  seed: at,
}));

describe('a week of subscriptions counts exactly', () => {
  test.each(cases)('$era $form $source $renewals', async (one) => {
    await expect(runWithClient(one)).resolves.toBeUndefined();
  });
});

test('both forms of each event, as during a migration, count once', async () => {
  const one = { era: eras[2], form: 'both', source: 'invoice', renewals: 'recurring' } as const;
  await expect(runWithClient({ ...one, seed: 7 })).resolves.toBeUndefined();
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
  'renewals of running subscriptions make no Subscribe under %s',
  async (source) => {
    await expect(subscribesOf(20, source)).resolves.toBe(0);
  },
);
