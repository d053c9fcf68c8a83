import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { strictestConsent } from '../../src/consent/consent.ts';
import { tcfCookies } from '../../src/consent-tools/tcf.ts';
import { usercentricsV2 } from '../../src/consent-tools/usercentrics-v2.ts';
import {
  axeptio,
  type CookieReader,
  c15t,
  complianz,
  cookiebot,
  cookieYes,
  didomi,
  googleConsentMode,
  iubenda,
  klaro,
  oneTrust,
  vanillaCookieConsent,
} from '../../src/consent-tools.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { runs } from '../fuzz-runs.ts';

const grant = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const tcString = 'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA.IGMwAwABALzAYyAA';

/** Each reader with a cookie header that it takes for a grant. */
const readers: readonly [string, CookieReader, string][] = [
  [
    'vanilla-cookieconsent',
    vanillaCookieConsent('marketing'),
    `cc_cookie=${grant({ categories: ['marketing'], revision: 0 })}`,
  ],
  ['Klaro', klaro('metaPixel'), `klaro=${grant({ metaPixel: true })}`],
  ['c15t', c15t(), 'c15t=c.necessary:1,c.marketing:1,i.t:1764201600000'],
  ['Cookiebot', cookiebot(), "CookieConsent={stamp:'x==',marketing:true,method:'explicit'}"],
  [
    'OneTrust',
    oneTrust(),
    'OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0004:1; OptanonAlertBoxClosed=2026-06-01T10:00:00.000Z',
  ],
  [
    'Usercentrics 2',
    usercentricsV2('meta'),
    `uc_settings=${grant({ services: [{ id: 'meta', status: true }] })}; uc_user_interaction=true`,
  ],
  [
    'Didomi',
    didomi('facebook', []),
    `didomi_token=${btoa(JSON.stringify({ version: 2, vendors: { enabled: ['facebook'] } }))}`,
  ],
  ['Axeptio', axeptio('meta'), `axeptio_cookies=${grant({ $$completed: true, meta: true })}`],
  ['iubenda', iubenda(), `_iub_cs-1=${grant({ purposes: { '5': true } })}`],
  ['Complianz', complianz(), 'cmplz_marketing=allow; cmplz_banner-status=dismissed'],
  ['CookieYes', cookieYes(), 'cookieyes-consent=consent:yes,action:yes,advertisement:yes'],
  ['TCF', tcfCookies(), `euconsent-v2=${tcString}; addtl_consent=2~89~dv.`],
  ['Google Consent Mode', googleConsentMode, 'gcd=13r3r3r3r5'],
];

const consents: ReadonlySet<Consent> = new Set(['granted', 'limited', 'denied', 'unknown']);
const separators = [';', '=', '&', ',', ':', '~', '.', '%', '"', '{', '}', '%7B', 'null', 'true'];

describe.each(readers)('%s', (_, read, granted) => {
  const names = granted.split(';').map((cookie) => cookie.split('=', 1)[0]?.trim() ?? '');
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.constantFrom(...separators, ...names, 'marketing', '1', '-1'), { maxLength: 12 })
      .map((parts) => parts.join('')),
    fc.jsonValue().map((json) => encodeURIComponent(JSON.stringify(json))),
    fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json)).toString('base64')),
  );

  test(`answers anything with one of four words (${runs(300)} runs)`, () => {
    const headers = fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), value))
      .map((cookies) => cookies.map(([name, text]) => `${name}=${text}`).join('; '));
    fc.assert(
      fc.property(fc.oneof(headers, value), (header) => {
        expect(consents).toContain(read(header));
      }),
      { numRuns: runs(300) },
    );
  });

  test.each([undefined, null, 1, {}, [], Symbol('a')])('does not throw for %j', (given) => {
    expect(consents).toContain(read(given as never));
    expect(read(given as never)).not.toBe('granted');
  });

  test(`takes the strictest of two cookies, whatever the other holds (${runs(300)} runs)`, () => {
    expect(read(granted)).toBe('granted');
    const [name = ''] = names;
    const [first = '', ...others] = granted.split('; ');
    const separator = granted.startsWith('gcd=') ? '&' : '; ';
    fc.assert(
      fc.property(value, (text) => {
        const second = `${name}=${encodeURIComponent(text)}`;
        const alone = read([second, ...others].join(separator));
        const both = read([first, second, ...others].join(separator));
        expect(both).toBe(strictestConsent('granted', alone));
      }),
      { numRuns: runs(300) },
    );
  });

  test(`takes a cookie that was cut for no grant, or for the same (${runs(100)} runs)`, () => {
    const refusing = granted
      .replaceAll('true', 'false')
      .replaceAll('yes', 'no')
      .replaceAll(':1', ':0');
    fc.assert(
      fc.property(fc.nat(refusing.length), (length) => {
        const cut = refusing === granted ? '' : refusing.slice(0, length);
        expect(read(cut)).not.toBe('granted');
      }),
      { numRuns: runs(100) },
    );
  });

  test('takes time in proportion to the length', () => {
    const long = (count: number): string =>
      [
        granted.repeat(count),
        `${granted}; `.repeat(count),
        `${granted}${separators.join('').repeat(count)}`,
      ].join('; ');
    const time = (text: string): number => {
      const times = [1, 2, 3].map(() => {
        const start = performance.now();
        read(text);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    // A quadratic reader takes a hundred times longer for ten times the text.
    expect(time(long(5000))).toBeLessThan(50 * Math.max(time(long(500)), 10));
  });
});
