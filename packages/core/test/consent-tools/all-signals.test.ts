import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictestConsent } from '../../src/consent/consent.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { visitorOfPost } from '../../src/visitor/from-request.ts';
import { packVisitor, unpackVisitor } from '../../src/visitor/pack.ts';
import { runs } from '../fuzz-runs.ts';
import {
  california,
  decisions,
  decisionTable,
  greece,
  rank,
  sent,
  tableRow,
} from './decision-table.ts';
import { requestWith, toolSamples } from './tool-samples.ts';

/** What each place of an answer may hold: `meta_consent`, a relayed event, GPC, and every tool. */
type Signals = Readonly<Record<string, string | undefined>>;

const own = { metaConsent: 'meta_consent', posted: 'relayed event', gpc: 'Sec-GPC' };
const places: Readonly<Record<string, readonly string[]>> = {
  [own.metaConsent]: ['granted', 'limited', 'denied', 'Yes'],
  [own.posted]: ['granted', 'limited', 'denied', 'unknown', 'Yes'],
  [own.gpc]: ['1'],
  ...Object.fromEntries(
    toolSamples.map(({ tool, granted, denied, unknown, limited, unreadable }) => [
      tool,
      [granted, denied, unknown, limited, unreadable].filter((stored) => stored !== undefined),
    ]),
  ),
};
const names = Object.keys(places);

/** The site reads the tools that it has, and gives the strictest answer to the one option. */
function consentOf(signals: Signals): Consent {
  const used = toolSamples.filter(({ tool }) => signals[tool] !== undefined);
  const consent = (): Consent =>
    strictestConsent(
      ...used.map(
        (sample) => sample.consent(requestWith(sample, signals[sample.tool])).consent ?? 'unknown',
      ),
    );
  const headers = new Headers();
  const metaConsent = signals[own.metaConsent];
  if (metaConsent !== undefined) headers.set('cookie', `meta_consent=${metaConsent}`);
  if (signals[own.gpc] !== undefined) headers.set('sec-gpc', '1');
  const request = new Request('https://shop.example.com/', { headers });
  const visitor = visitorOfPost(request, used.length === 0 ? {} : { consent }, signals[own.posted]);
  // The way through Stripe, Cognito or a CRM changes nothing.
  expect(unpackVisitor(packVisitor(visitor)).consent).toBe(visitor.consent);
  return visitor.consent ?? 'unknown';
}

const isAnswered = ({ [own.posted]: posted, [own.gpc]: _, ...others }: Signals): boolean =>
  (posted !== undefined && posted !== 'unknown') || Object.keys(others).length > 0;

describe('all signals together', () => {
  // A few of them at once: with all of them, almost every visitor has refused somewhere.
  const signals: fc.Arbitrary<Signals> = fc
    .uniqueArray(fc.constantFrom(...names), { maxLength: 4 })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(chosen.map((name) => [name, fc.constantFrom(...(places[name] ?? []))])),
      ),
    );

  test(`one more signal never sends more (${runs(800)} runs)`, () => {
    fc.assert(
      fc.property(signals, fc.constantFrom(...names), fc.nat(60), (given, name, at) => {
        fc.pre(given[name] === undefined);
        const values = places[name] ?? [];
        const more: Signals = { ...given, [name]: values[at % values.length] };
        for (const place of [california, greece]) {
          const before = consentOf(given);
          const after = consentOf(more);
          const hasMore = (rule: 'drop' | 'send'): boolean =>
            rank[sent(after, rule, place)] > rank[sent(before, rule, place)];
          // The first answer of a visitor who opted out is the consent that was missing.
          expect((isAnswered(given) || !given[own.gpc]) && hasMore('send')).toBe(false);
          expect((isAnswered(given) || name === own.gpc) && hasMore('drop')).toBe(false);
        }
      }),
      { numRuns: runs(800) },
    );
  });
});

describe('the decision table of docs/consent.md', () => {
  test.each(decisions())('$answer, GPC $gpc: $way leads to what the table says', (decision) => {
    const row = tableRow(decision);
    expect(decisionTable().split('\n')).toContain(row);
  });

  test('every tool takes part with each answer that it can store', () => {
    const ways = decisions().filter(({ gpc }) => !gpc);
    for (const { tool, limited } of toolSamples) {
      const own = ways.filter(({ way }) => way === tool).map(({ answer }) => answer);
      const answers = ['granted', ...(limited ? ['limited'] : []), 'denied', 'not answered'];
      expect([tool, own]).toEqual([tool, answers]);
    }
  });

  test('is on the page: npm run docs:generate', async () => {
    const page = await readFile(new URL('../../../../docs/consent.md', import.meta.url), 'utf8');
    expect(page).toContain(`\n${decisionTable()}\n\n`);
  });
});
