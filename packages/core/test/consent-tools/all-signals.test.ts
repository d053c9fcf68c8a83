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
import type { Consent, UserData } from '../../src/event/capi-event.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { visitorOfPost } from '../../src/visitor/from-request.ts';
import { packVisitor, unpackVisitor } from '../../src/visitor/pack.ts';
import { runs } from '../fuzz-runs.ts';

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

type Sent = 'limited' | 'not sent' | 'sent';
const rank: Readonly<Record<Sent, number>> = { 'not sent': 0, limited: 1, sent: 2 };

function sent(consent: Consent, whenConsentUnknown: 'drop' | 'send', place: UserData): Sent {
  const preparation = prepareEvent(
    {
      eventName: 'Lead',
      eventId: 'lead-1',
      eventTime: new Date(),
      userData: { email: 'maria@example.com', ...place },
      visitor: { consent },
    },
    { whenConsentUnknown },
  );
  if (!preparation.ok) return 'not sent';
  return preparation.event.wire.data_processing_options === undefined ? 'sent' : 'limited';
}

const california: UserData = { country: 'us', state: 'CA' };
const greece: UserData = { country: 'gr' };

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
  const answers: readonly [string, Consent | undefined][] = [
    ['granted', 'granted'],
    ['limited', 'limited'],
    ['denied', 'denied'],
    ['not answered', undefined],
    ['unreadable', 'unreadable'],
  ];
  /** Every place that can hold the answer, each alone. */
  const ways: Readonly<Record<string, (answer: Consent, gpc: boolean) => Consent>> = {
    meta_consent: (answer, gpc) => consentOf({ metaConsent: answer, gpc }),
    'consent option': (answer, gpc) =>
      visitorOfPost(requestOf({ gpc }), { consent: () => answer }, undefined).consent ?? 'unknown',
    relayed: (answer, gpc) => consentOf({ posted: answer, gpc }),
  };
  /** What a tool stores for an answer, where it can store it. */
  const stored: Partial<Record<Consent, object>> = {
    granted: { tool: places.tool[0], gcd: '13r3r3r3r5', tcf: '2~89~dv.' },
    limited: { tool: places.tool[1], gcd: '13r3r3r3q5' },
    denied: { tool: places.tool[2], gcd: '11q1q1q1q5', tcf: '2~~dv.89' },
    unknown: { tool: places.tool[3], gcd: '11t1t1t1t5' },
  };

  test('is what every signal leads to', async () => {
    const lines = answers.flatMap(([name, answer]) =>
      [false, true].map((gpc) => {
        const consents = new Set(
          answer === undefined
            ? [consentOf({ gpc })]
            : Object.values(ways).map((way) => way(answer, gpc)),
        );
        for (const [tool, value] of Object.entries(stored[answer ?? 'unknown'] ?? {})) {
          consents.add(consentOf({ [tool]: value, gpc }));
        }
        expect(consents.size).toBe(1);
        const [consent = 'unknown'] = consents;
        const cells = (['drop', 'send'] as const).flatMap((rule) =>
          [california, greece].map((place) => sent(consent, rule, place)),
        );
        return `| ${[name, gpc ? 'yes' : '', ...cells].join(' | ')} |`;
      }),
    );
    const table = [
      "| Answer | GPC | `'drop'`, USA | `'drop'`, elsewhere | `'send'`, USA | `'send'`, elsewhere |",
      '|---|---|---|---|---|---|',
      ...lines,
    ].join('\n');
    const page = await readFile(new URL('../../../../docs/consent.md', import.meta.url), 'utf8');
    expect(page).toContain(table);
  });
});
