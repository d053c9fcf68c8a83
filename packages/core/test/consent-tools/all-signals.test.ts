import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictestConsent } from '../../src/consent/consent.ts';
import { tcfCookies } from '../../src/consent-tools/tcf.ts';
import {
  c15t,
  cookieYes,
  googleConsentMode,
  klaro,
  oneTrust,
  readsCookies,
} from '../../src/consent-tools.ts';
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
import { toolSamples } from './tool-samples.ts';

const tcString =
  'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA.IGMwAwABALzAYyAA.YAAAAAAAAAAA';

/** What each place of an answer may hold. */
interface Signals {
  metaConsent?: string;
  tool?: string;
  tcf?: string;
  gcd?: string;
  posted?: string;
  gpc?: boolean;
}

const places: { readonly [Place in keyof Signals]-?: readonly NonNullable<Signals[Place]>[] } = {
  metaConsent: ['granted', 'limited', 'denied', 'Yes'],
  tool: [
    'OptanonAlertBoxClosed=2026-06-01T10:00:00.000Z; OptanonConsent=isGpcEnabled=0&groups=C0004:1',
    'OptanonAlertBoxClosed=2026-06-01T10:00:00.000Z; OptanonConsent=isGpcEnabled=1&groups=C0004:1',
    'OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0004:0',
    'OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0004:1',
    'klaro=%7B%22metaPixel%22%3Atrue%7D',
    'klaro=%7B%22metaPixel%22%3Afalse%7D',
    'klaro=%7B',
    'c15t=c.necessary:1,c.marketing:1,i.t:1',
    'c15t=c.necessary:1,i.t:1',
    'cookieyes-consent=consent:yes,action:no,advertisement:yes',
  ],
  tcf: ['2~89~dv.', '2~~dv.89'],
  gcd: ['13r3r3r3r5', '13r3r3r3q5', '11q1q1q1q5', '11p1p1p1p5', '11t1t1t1t5', '1'],
  posted: ['granted', 'limited', 'denied', 'unknown', 'Yes'],
  gpc: [true],
};
const names = Object.keys(places) as (keyof Signals)[];

/** The reader of the tool whose cookie it is. */
function readerOf(cookie: string) {
  if (cookie.startsWith('klaro')) return klaro('metaPixel');
  if (cookie.startsWith('c15t')) return c15t();
  return cookie.startsWith('cookieyes') ? cookieYes() : oneTrust();
}

function requestOf({ metaConsent, tool, tcf, gcd, gpc }: Signals): Request {
  const cookies = [
    metaConsent === undefined ? [] : [`meta_consent=${metaConsent}`],
    tool === undefined ? [] : [tool],
    tcf === undefined ? [] : [`euconsent-v2=${tcString}; addtl_consent=${tcf}`],
  ].flat();
  const headers = new Headers({ cookie: cookies.join('; ') });
  if (gpc) headers.set('sec-gpc', '1');
  return new Request(`https://shop.example.com/${gcd === undefined ? '' : `?gcd=${gcd}`}`, {
    headers,
  });
}

/** The site reads what it has, and gives the strictest of it to the one option. */
function consentOf(signals: Signals): Consent {
  const { tool, tcf, gcd, posted } = signals;
  const readers = [
    ...(tool === undefined ? [] : [readsCookies(readerOf(tool))]),
    ...(tcf === undefined ? [] : [readsCookies(tcfCookies())]),
    ...(gcd === undefined ? [] : [(request: Request) => googleConsentMode(request.url)]),
  ];
  const consent = (request: Request): Consent =>
    strictestConsent(
      ...readers.map((read) => {
        const answer = read(request);
        return typeof answer === 'string' ? answer : (answer.consent ?? 'unknown');
      }),
    );
  const options = readers.length === 0 ? {} : { consent };
  const visitor = visitorOfPost(requestOf(signals), options, posted);
  // The way through Stripe, Cognito or a CRM changes nothing.
  expect(unpackVisitor(packVisitor(visitor)).consent).toBe(visitor.consent);
  return visitor.consent ?? 'unknown';
}

const isAnswered = ({ posted, ...others }: Signals): boolean =>
  (posted !== undefined && posted !== 'unknown') ||
  Object.keys(others).some((name) => name !== 'gpc');

describe('all signals together', () => {
  const signals: fc.Arbitrary<Signals> = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.constantFrom(...places[name])])),
    { requiredKeys: [] },
  );

  test(`one more signal never sends more (${runs(400)} runs)`, () => {
    fc.assert(
      fc.property(signals, fc.constantFrom(...names), fc.nat(20), (given, name, at) => {
        fc.pre(given[name] === undefined);
        const values = places[name];
        const more: Signals = { ...given, [name]: values[at % values.length] };
        for (const place of [california, greece]) {
          const before = consentOf(given);
          const after = consentOf(more);
          const hasMore = (rule: 'drop' | 'send'): boolean =>
            rank[sent(after, rule, place)] > rank[sent(before, rule, place)];
          // The first answer of a visitor who opted out is the consent that was missing.
          expect((isAnswered(given) || !given.gpc) && hasMore('send')).toBe(false);
          expect((isAnswered(given) || name === 'gpc') && hasMore('drop')).toBe(false);
        }
      }),
      { numRuns: runs(400) },
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
