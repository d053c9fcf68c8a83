import { describe, expect, test } from 'vitest';
import {
  axeptio,
  type CookieReader,
  c15t,
  complianz,
  cookiebot,
  cookieYes,
  didomi,
  iubenda,
  klaro,
  oneTrust,
  vanillaCookieConsent,
} from '../../src/consent-tools.ts';
import type { Consent } from '../../src/event/capi-event.ts';

// The shapes of cookies in the tools' own tests, and in public programs that send a browser's cookies.
// Ids, hosts and times are made up.
const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

const optanon = (fields: string): string =>
  `OptanonConsent=isGpcEnabled=0&datestamp=Sun+Oct+04+2026+21%3A22%3A17+GMT%2B0200+(Central+European+Summer+Time)&version=202405.1.0&browserGpcFlag=0&isIABGlobal=false&hosts=&consentId=a1b2&${fields}`;
const closed = 'OptanonAlertBoxClosed=2026-10-04T19:22:17.000Z';

const samples: Readonly<Record<string, readonly [string, CookieReader, string, Consent][]>> = {
  // orestbida/cookieconsent: tests/cookies.test.js, tests/config/full-config.js
  'vanilla-cookieconsent': [
    [
      'in the test of the library: everything accepted',
      vanillaCookieConsent('ads'),
      `cc_cookie=${json({
        categories: ['necessary', 'analytics', 'ads'],
        revision: 0,
        data: null,
        consentTimestamp: '2026-10-04T14:18:19.878Z',
        consentId: 'd532bf02-0000-4000-8000-000000000000',
        services: { necessary: ['service1'], analytics: ['service1', 'service2'], ads: [] },
        languageCode: 'en',
        lastConsentTimestamp: '2026-10-04T14:18:19.878Z',
        expirationTime: 1_806_000_000_000,
      })}`,
      'granted',
    ],
    [
      'without marketing',
      vanillaCookieConsent('marketing'),
      `cc_cookie=${json({ categories: ['necessary', 'analytics'], revision: 1, data: null })}`,
      'denied',
    ],
    [
      'of version 2, whose list is called level',
      vanillaCookieConsent('marketing'),
      `cc_cookie=${json({ level: ['necessary', 'marketing'], revision: 1, rfc_cookie: true })}`,
      'denied',
    ],
    [
      'of another program with the same name',
      vanillaCookieConsent('marketing'),
      `cc_cookie=${json({ required: 1, marketing: 1 })}`,
      'denied',
    ],
  ],
  Klaro: [
    [
      'accepted',
      klaro('fbpixel'),
      'klaro=%7B%22youtube%22%3Atrue%2C%22fbpixel%22%3Atrue%2C%22googleAnalytics%22%3Atrue%7D',
      'granted',
    ],
    [
      'names with hyphens, rejected',
      klaro('google-ads'),
      'klaro=%7B%22necessary-cookies%22%3Atrue%2C%22preferences%22%3Afalse%2C%22google-ads%22%3Afalse%7D',
      'denied',
    ],
  ],
  // c15t/c15t: tests of its server rendering, and of read-stored-consent
  c15t: [
    ['in the test of the library', c15t(), 'c15t=c.necessary:1,c.marketing:1,i.t:1234567890', 'granted'],
    [
      'with the choice of all',
      c15t(),
      'c15t=c.necessary:1,c.measurement:1,c.marketing:1,i.sid:sub_111AEMh,i.t:1234567890,i.y:all',
      'granted',
    ],
    [
      'with a custom choice',
      c15t(),
      'c15t=c.necessary:1,c.measurement:1,i.t:1,i.y:custom',
      'denied',
    ],
    ['without an answer', c15t(), 'c15t=c.necessary:1', 'unknown'],
  ],
  Cookiebot: [
    [
      'the default of a region',
      cookiebot(),
      'CookieConsent={stamp:%27-1%27%2Cnecessary:true%2Cpreferences:true%2Cstatistics:true%2Cmarketing:true%2Cmethod:%27implied%27%2Cver:1%2Cutc:1695456095624%2Cregion:%27CN%27}',
      'unknown',
    ],
    [
      'accepted, version 2, in a US state',
      cookiebot(),
      'CookieConsent={stamp:%27+yZyYWeAv/RF==%27%2Cnecessary:true%2Cpreferences:true%2Cstatistics:true%2Cmarketing:true%2Cmethod:%27explicit%27%2Cver:2%2Cutc:1755244978679%2Cregion:%27us-06%27}',
      'granted',
    ],
    [
      'rejected, with a TC string inside',
      cookiebot(),
      'CookieConsent={stamp:%27ALwlL4by==%27%2Cnecessary:true%2Cmarketing:false%2Cmethod:%27explicit%27%2Cver:1%2Cutc:1707240048272%2Ciab2:%27CP5jqEAP5jqEACGABBENAmEgAAAAAAAAAAAA.YAAAAAAAAAAA%27}',
      'denied',
    ],
    [
      'with spaces as +',
      cookiebot(),
      'CookieConsent={stamp:%27reject%27%2C+necessary:true%2C+marketing:false%2C+method:%27explicit%27%2C+ver:1}',
      'denied',
    ],
  ],
  OneTrust: [
    [
      'accepted',
      oneTrust(),
      `${closed}; ${optanon('interactionCount=1&isAnonUser=1&landingPath=NotLandingPage&groups=C0001%3A1%2CC0002%3A1%2CC0003%3A1%2CC0004%3A1&intType=1&geolocation=HK%3B&AwaitingReconsent=false')}`,
      'granted',
    ],
    [
      'accepted, by a version that does not count',
      oneTrust(),
      `${closed}; ${optanon('landingPath=NotLandingPage&groups=C0002%3A1%2CC0003%3A1%2CC0004%3A1%2CC0001%3A1')}`,
      'granted',
    ],
    [
      'rejected',
      oneTrust(),
      `${optanon('interactionCount=1&landingPath=NotLandingPage&groups=C0003%3A0%2CC0004%3A0%2CC0002%3A0%2CC0001%3A1&geolocation=FR%3BPAC&AwaitingReconsent=false')}; ${closed}`,
      'denied',
    ],
    [
      'the default of a region, counted as one interaction since 2024',
      oneTrust(),
      optanon(
        'interactionCount=1&isAnonUser=1&landingPath=https%3A%2F%2Fshop.example.com%2Fdeals%2F&groups=C0001%3A1%2CC0002%3A1%2CC0003%3A1%2CC0004%3A1',
      ),
      'unknown',
    ],
    [
      'the default of a region',
      oneTrust(),
      optanon('interactionCount=0&landingPath=NotLandingPage&groups=C0001%3A1%2CC0004%3A1'),
      'unknown',
    ],
    [
      'a default without advertising',
      oneTrust(),
      optanon(
        'interactionCount=1&isAnonUser=1&landingPath=https%3A%2F%2Fnews.example.com%2F&GPPCookiesCount=1&groups=C0001%3A1%2CSPD_BG%3A0%2CC0004%3A0',
      ),
      'denied',
    ],
    [
      'groups with numbers of the site',
      oneTrust('4'),
      `${closed}; ${optanon('landingPath=NotLandingPage&groups=2%3A1%2C3%3A1%2C1%3A1%2C4%3A1%2CV2STACK42%3A1')}`,
      'granted',
    ],
  ],
  Didomi: [
    [
      'not answered',
      didomi('facebook', []),
      `didomi_token=${btoa(JSON.stringify({ user_id: 'a1', created: '2026-03-09T19:20:55.244Z', updated: '2026-03-09T19:20:55.244Z', version: null }))}`,
      'unknown',
    ],
    [
      'accepted, with the vendor’s id of the site and an AC string',
      didomi('c:facebook-HUDqGQgd', ['advertising']),
      `didomi_token=${btoa(JSON.stringify({ user_id: 'a1', vendors: { enabled: ['google', 'c:facebook-HUDqGQgd'] }, purposes: { enabled: ['advertising'] }, vendors_li: { enabled: ['google'] }, version: 2, ac: 'DOuBAAEYALIAbABi' }))}`,
      'granted',
    ],
  ],
  Axeptio: [
    [
      'accepted',
      axeptio('facebook_pixel'),
      'axeptio_cookies={%22$$token%22:%22a1b2%22%2C%22$$date%22:%222026-10-04T18:55:15.412Z%22%2C%22$$cookiesVersion%22:{%22name%22:%22ga_fb%22%2C%22identifier%22:%22619e%22}%2C%22facebook_pixel%22:true%2C%22google_analytics%22:true%2C%22$$completed%22:true}',
      'granted',
    ],
    [
      'rejected, in a cookie that the site has named',
      axeptio('facebook_pixel', { cookieName: 'axeptio_cookies_en' }),
      'axeptio_cookies_en={%22$$token%22:%22a1%22%2C%22$$date%22:%222026-10-04T17:15:10.004Z%22%2C%22facebook_pixel%22:false%2C%22$$completed%22:true}',
      'denied',
    ],
    [
      'not answered',
      axeptio('facebook_pixel'),
      'axeptio_cookies={%22$$token%22:%22a1%22%2C%22$$date%22:%222026-10-04T05:19:22.179Z%22%2C%22$$cookiesVersion%22:{}%2C%22$$completed%22:false}',
      'unknown',
    ],
  ],
  iubenda: [
    [
      'accepted as a whole',
      iubenda(),
      `_iub_cs-71185313=${json({ consent: true, timestamp: '2026-10-04T16:03:31.031Z', version: '1.51.0', id: 71_185_313, cons: { rand: '1a' } })}`,
      'granted',
    ],
    [
      'without the purpose of marketing',
      iubenda(),
      `_iub_cs-50053366=${json({ timestamp: '2026-10-04T15:40:00.391Z', version: '1.75.1', purposes: { '1': true, '3': true, '4': true }, id: 50_053_366, cons: {} })}`,
      'denied',
    ],
    [
      'not answered, with the US cookies beside it',
      iubenda(),
      '_iub_cs-90483436=%7B%22id%22%3A90483436%7D; usprivacy=%7B%22uspString%22%3A%221YN-%22%7D; _iub_cs-90483436-uspr=%7B%22s%22%3Atrue%7D',
      'unknown',
    ],
  ],
  Complianz: [
    [
      'accepted',
      complianz(),
      'cmplz_consented_services=; cmplz_policy_id=14; cmplz_marketing=allow; cmplz_statistics=allow; cmplz_preferences=allow; cmplz_functional=allow; cmplz_banner-status=dismissed',
      'granted',
    ],
    [
      'rejected',
      complianz(),
      'cmplz_banner-status=dismissed; cmplz_functional=allow; cmplz_marketing=deny; cmplz_statistics=deny',
      'denied',
    ],
  ],
  CookieYes: [
    [
      'accepted',
      cookieYes(),
      'cookieyes-consent=consentid:QkMzRTVz,consent:yes,action:yes,necessary:yes,functional:yes,analytics:yes,performance:yes,advertisement:yes,other:yes',
      'granted',
    ],
    [
      'the default of a region',
      cookieYes(),
      'cookieyes-consent=consentid:S2k4RFFz,consent:yes,action:no,necessary:yes,functional:yes,analytics:yes,performance:yes,advertisement:yes',
      'unknown',
    ],
    [
      'not answered',
      cookieYes(),
      'cookieyes-consent=consentid:d0owaVVv,consent:no,action:,necessary:yes,functional:no,analytics:no,performance:no,advertisement:no,other:no',
      'unknown',
    ],
    [
      'opted out, with every category at yes',
      cookieYes(),
      'cookieyes-consent=consentid:TzljcGFO,consent:no,action:yes,necessary:yes,functional:yes,analytics:yes,advertisement:yes',
      'denied',
    ],
  ],
};

describe.each(Object.entries(samples))('%s', (_, rows) => {
  test.each(rows)('%s', (__, read, cookies, consent) => {
    expect(read(cookies)).toBe(consent);
  });
});
