import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Renewals, Source } from './oracle.ts';
import { type Case, eras, runWithClient, runWithoutClient } from './run-week.ts';
import { countedOfRenewals } from './running.ts';

const sources: readonly Source[] = ['payment_intent', 'checkout', 'invoice'];
const renewals: readonly Renewals[] = ['first', 'all', 'none', 'recurring'];
const cases: readonly Case[] = eras.flatMap((era) =>
  sources.flatMap((source) =>
    renewals.flatMap((one) =>
      (['snapshot', 'thin'] as const).flatMap((form) =>
        [1, 2].map((seed) => ({ era, form, source, renewals: one, seed })),
      ),
    ),
  ),
);

// After a failure too, so that the next test does not see its warnings.
afterEach(() => vi.restoreAllMocks());

describe('a week of subscriptions counts exactly', () => {
  test.each(cases)('$era $form $source $renewals, order $seed', async (one) => {
    await expect(runWithClient(one)).resolves.toBeUndefined();
  });
});

describe('the same week through EventBridge counts exactly', () => {
  // The era only changes the payloads, so the oldest and the newest are enough.
  const ends = new Set([eras.at(0), eras.at(-1)]);
  test.each(cases.filter(({ era, seed }) => seed === 1 && ends.has(era)))(
    '$era $form $source $renewals',
    async (one) => {
      await expect(runWithClient({ ...one, delivery: 'eventbridge' })).resolves.toBeUndefined();
      await expect(runWithoutClient({ ...one, delivery: 'eventbridge' })).resolves.toBeUndefined();
    },
  );
});

describe('without a client nothing counts wrongly', () => {
  test.each(cases)('$era $form $source $renewals, order $seed', async (one) => {
    await expect(runWithoutClient(one)).resolves.toBeUndefined();
  });
});

test.each([
  ['first', {}],
  ['all', { Purchase: 5000 }],
] as const)(
  '5,000 renewals and an empty store under %s: no Subscribe, and %j',
  { timeout: 300_000 },
  async (policy, counted) => {
    expect(await countedOfRenewals(5000, 'invoice', policy)).toEqual(counted);
  },
);
