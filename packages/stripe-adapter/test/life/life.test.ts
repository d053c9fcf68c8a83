import { describe, expect, test } from 'vitest';
import type { Renewals, Source } from './oracle.ts';
import { type Case, eras, runWithClient, runWithoutClient } from './run-week.ts';
import { subscribesOf } from './running.ts';

// Every era in either form; sources and renewals in turn. life.slow.test.ts has all combinations.
const sources: readonly Source[] = ['payment_intent', 'checkout', 'invoice'];
const renewals: readonly Renewals[] = ['first', 'all', 'none', 'recurring'];
const cases: readonly Case[] = eras.flatMap((era, at) =>
  (['snapshot', 'thin'] as const).map((form, turn) => ({
    era,
    form,
    source: sources[(at + turn) % sources.length] ?? 'invoice',
    renewals: renewals[(at + 2 * turn) % renewals.length] ?? 'first',
    seed: 10 * at + turn,
  })),
);

describe('a week of subscriptions counts exactly', () => {
  test.each(cases)('$era $form $source $renewals', runWithClient);
});

describe('without a client nothing counts wrongly', () => {
  test.each(cases)('$era $form $source $renewals', runWithoutClient);
});

test.each(sources)(
  'renewals of running subscriptions make no Subscribe under %s',
  async (source) => {
    await expect(subscribesOf(40, source)).resolves.toBe(0);
  },
);
