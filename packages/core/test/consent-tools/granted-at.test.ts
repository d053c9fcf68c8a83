import { describe, expect, test } from 'vitest';
import { tcfCookies } from '../../src/consent-tools/tcf.ts';
import {
  axeptio,
  type CookieReader,
  c15t,
  cookiebot,
  cookieYes,
  didomi,
  iubenda,
  klaro,
  oneTrust,
  readsCookies,
  vanillaCookieConsent,
} from '../../src/consent-tools.ts';
import type { Visitor } from '../../src/event/capi-event.ts';
import { visitorFromRequest } from '../../src/visitor/from-request.ts';
import { packVisitor, unpackVisitor } from '../../src/visitor/pack.ts';

const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const iso = '2026-06-01T10:00:00.000Z';
const seconds = Date.parse(iso) / 1000;

function visitorOf(read: CookieReader, cookie: string): Visitor {
  const request = new Request('https://shop.example.com/', { headers: { cookie } });
  return visitorFromRequest(request, { consent: readsCookies(read) });
}

/** Each reader is made anew in each test. */
const grants: readonly [string, () => CookieReader, string][] = [
  [
    'vanilla-cookieconsent',
    () => vanillaCookieConsent('marketing'),
    `cc_cookie=${json({
      categories: ['marketing'],
      consentTimestamp: '2026-05-01T10:00:00.000Z',
      lastConsentTimestamp: iso,
    })}`,
  ],
  ['c15t', () => c15t(), `c15t=c.necessary:1,c.marketing:1,i.t:${seconds * 1000},i.sid:sub_a1`],
  [
    'Cookiebot',
    () => cookiebot(),
    `CookieConsent={stamp:%27x==%27%2Cmarketing:true%2Cmethod:%27explicit%27%2Cver:1%2Cutc:${seconds * 1000}%2Cregion:%27de%27}`,
  ],
  [
    'OneTrust',
    () => oneTrust(),
    `OptanonConsent=datestamp=Tue+Jun+02+2026&interactionCount=1&groups=C0004:1; OptanonAlertBoxClosed=${iso}`,
  ],
  [
    'Didomi',
    () => didomi('facebook', []),
    `didomi_token=${btoa(
      JSON.stringify({
        created: '2026-05-01T10:00:00.000Z',
        updated: iso,
        version: 2,
        vendors: { enabled: ['facebook'] },
      }),
    )}`,
  ],
  [
    'Axeptio',
    () => axeptio('meta'),
    `axeptio_cookies=${json({ $$date: iso, $$completed: true, meta: true })}`,
  ],
  [
    'iubenda',
    () => iubenda(),
    `_iub_cs-123=${json({ timestamp: iso, purposes: { '5': true }, id: 1 })}`,
  ],
];

describe('the time of a grant', () => {
  test.each(grants)('of %s is read from its cookie, and packed', (_, read, cookie) => {
    const visitor = visitorOf(read(), cookie);
    expect(visitor).toMatchObject({ consent: 'granted', consentAt: seconds });
    const packed = packVisitor(visitor);
    expect(packed['meta_consent_at']).toBe(String(seconds));
    expect(unpackVisitor(packed).consentAt).toBe(seconds);
  });

  test('of a TC string is the day on which it was updated', () => {
    const tcString =
      'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA.IGMwAwABALzAYyAA.YAAAAAAAAAAA';
    const cookie = `euconsent-v2=${tcString}; addtl_consent=2~89~dv.`;
    const { consent, consentAt } = visitorOf(tcfCookies(), cookie);
    expect(consent).toBe('granted');
    expect(Number(consentAt) % 86_400).toBe(0);
    expect(Number(consentAt)).toBeGreaterThan(Date.UTC(2026, 2, 1) / 1000);
  });

  test.each<[string, CookieReader, string]>([
    ['Klaro', klaro('meta'), `klaro=${json({ meta: true })}`],
    [
      'CookieYes, whose lastRenewedDate is the site’s',
      cookieYes(),
      `cookieyes-consent=consent:yes,action:yes,advertisement:yes,lastRenewedDate:${seconds * 1000}`,
    ],
    [
      'OneTrust’s, if unreadable',
      oneTrust(),
      'OptanonConsent=groups=C0004:1; OptanonAlertBoxClosed=yes',
    ],
    ['a time in the future', c15t(), 'c15t=c.marketing:1,i.t:32503680000000'],
    ['a time before the GDPR', c15t(), 'c15t=c.marketing:1,i.t:1'],
    [
      'another type',
      axeptio('meta'),
      `axeptio_cookies=${json({ $$date: {}, $$completed: true, meta: true })}`,
    ],
    [
      'only one of two cookies',
      c15t(),
      `c15t=c.marketing:1,i.t:${seconds * 1000}; c15t=c.marketing:1,i.t:x`,
    ],
  ])('is absent: %s', (_, read, cookie) => {
    const visitor = visitorOf(read, cookie);
    expect(visitor.consent).toBe('granted');
    expect(visitor).not.toHaveProperty('consentAt');
  });

  test('of two cookies is the earlier one', () => {
    const cookies = [0, 60].map((later) => `c15t=c.marketing:1,i.t:${(seconds + later) * 1000}`);
    for (const cookie of [cookies.join('; '), cookies.toReversed().join('; ')]) {
      expect(visitorOf(c15t(), cookie).consentAt).toBe(seconds);
    }
  });

  test.each(['', 'c15t=yes; axeptio_cookies=yes; _iub_cs-1=yes', undefined, null])(
    'is not in the cookies %j',
    (cookies) => {
      for (const [, read] of grants) expect(read().grantedAt?.(cookies as string)).toBeUndefined();
    },
  );

  // The tool may keep the time of an earlier grant; without one, a refusal counts from when it is seen.
  test.each(['denied', 'limited'])('is not that of a %s in meta_consent', (answer) => {
    const cookie = `c15t=c.marketing:1,i.t:${seconds * 1000}; meta_consent=${answer}`;
    const visitor = visitorOf(c15t(), cookie);
    expect(visitor.consent).toBe(answer);
    expect(visitor).not.toHaveProperty('consentAt');
  });

  test('of a refusal is not read', () => {
    const refused = visitorOf(c15t(), `c15t=c.necessary:1,i.t:${seconds * 1000}`);
    expect(refused).toEqual({
      consent: 'denied',
      consentCarrier: 'c15t cookie c15t, category marketing off',
    });
  });
});

describe('the consent option', () => {
  const visitorSaid = (answer: unknown): Visitor =>
    visitorFromRequest(new Request('https://shop.example.com/'), {
      consent: () => answer as 'granted',
    });

  test('may return the time of the answer with it', () => {
    const consentAt = new Date(iso);
    expect(visitorSaid({ consent: 'granted', consentAt })).toMatchObject({
      consent: 'granted',
      consentAt: seconds,
    });
    expect(visitorSaid({ consent: 'denied' }).consent).toBe('denied');
  });

  test.each([{}, { state: 'granted' }, { consent: true }, ['granted'], { consent: 'Granted' }])(
    '%j is unreadable',
    (answer) => expect(visitorSaid(answer).consent).toBe('unreadable'),
  );
});
