import { describe, expect, test } from 'vitest';
import { storedAsCookies } from '../../src/consent-tools/stored-as-cookies.ts';
import { usercentricsV2 } from '../../src/consent-tools/usercentrics-v2.ts';
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
  readsCookies,
  vanillaCookieConsent,
} from '../../src/consent-tools.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { visitorFromRequest } from '../../src/visitor/from-request.ts';

const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const base64 = (value: unknown): string => btoa(JSON.stringify(value));

// The shapes are those of tools/consent-tools' runs of the open tools, and of cookies in public code of
// the closed ones; every id is made up.
interface Tool {
  read: CookieReader;
  /** A cookie header, and what it says. */
  rows: readonly [string, string, Consent][];
}

const ccCookie = (fields: object): string =>
  `cc_cookie=${json({ revision: 0, data: null, languageCode: 'en', consentId: 'a1b2', ...fields })}`;
const bannerClosed = 'OptanonAlertBoxClosed=2026-06-01T10:00:00.000Z';
const oneTrustCookie = (fields: string): string =>
  `OptanonConsent=isGpcEnabled=0&datestamp=Mon+Jun+01+2026+10%3A00%3A00+GMT%2B0300&version=202403.1.0&isIABGlobal=false&hosts=&consentId=a1b2&${fields}`;
const cookiebotCookie = (fields: string): string =>
  `CookieConsent={${fields.replaceAll(',', '%2C').replaceAll("'", '%27')}}`;
const didomiCookie = (fields: object): string =>
  `didomi_token=${base64({ user_id: 'a1b2', created: '2026-06-01T10:00:00.000Z', ...fields })}`;
const ucCookies = (status: unknown, interaction: string | undefined): string =>
  `uc_settings=${json({
    controllerId: 'a1b2',
    services: [
      { id: 'other', status: true },
      { id: 'meta', status },
    ],
  })}${interaction === undefined ? '' : `; uc_user_interaction=${interaction}`}`;

const tools: Record<string, Tool> = {
  'vanilla-cookieconsent': {
    read: vanillaCookieConsent('marketing'),
    rows: [
      ['accepted', ccCookie({ categories: ['necessary', 'analytics', 'marketing'] }), 'granted'],
      ['rejected', ccCookie({ categories: ['necessary'] }), 'denied'],
      ['no list of categories', ccCookie({ categories: 'marketing' }), 'denied'],
      ['not an object', `cc_cookie=${json('marketing')}`, 'denied'],
      ['cut off', 'cc_cookie=%7B%22categories%22%3A%5B%22marketing%22', 'denied'],
    ],
  },
  Klaro: {
    read: klaro('metaPixel'),
    rows: [
      ['accepted', `klaro=${json({ metaPixel: true, session: true })}`, 'granted'],
      ['rejected', `klaro=${json({ metaPixel: false, session: true })}`, 'denied'],
      ['a service it does not know', `klaro=${json({ session: true })}`, 'denied'],
      ['another type', `klaro=${json({ metaPixel: 1 })}`, 'denied'],
      ['a name with a percent sign', `klaro=${json({ '50%': false, metaPixel: true })}`, 'granted'],
      ['not JSON', 'klaro=yes', 'denied'],
      ['an inherited name', `klaro=${json([true])}`, 'denied'],
    ],
  },
  c15t: {
    read: c15t(),
    rows: [
      ['accepted', 'c15t=c.necessary:1,c.marketing:1,i.t:1764201600000,i.sid:sub_a1', 'granted'],
      ['accepted, as in the specification', 'c15t=c.necessary:1,c.marketing:1,i.t:1', 'granted'],
      ['rejected', 'c15t=c.necessary:1,i.t:1764201600000,i.sid:sub_a1', 'denied'],
      ['no time of an answer', 'c15t=c.necessary:1,c.marketing:1', 'unknown'],
      // c15t 2 deletes an answer with `id` and without `subjectId` and asks again.
      ['version 1', 'c15t=c.necessary:1,c.marketing:1,i.t:1764201600000,i.id:a1', 'unknown'],
      ['version 1, answered again', 'c15t=c.marketing:1,i.t:1,i.id:a1,i.sid:sub_a1', 'granted'],
      ['a category that begins like it', 'c15t=c.marketing2:1,i.t:1', 'denied'],
      ['twice in one cookie', 'c15t=c.marketing:1,c.marketing:0,i.t:1', 'denied'],
      ['not its format', 'c15t=yes', 'denied'],
    ],
  },
  Cookiebot: {
    read: cookiebot(),
    rows: [
      [
        'accepted',
        cookiebotCookie(
          "stamp:'x/4k==',necessary:true,preferences:true,statistics:true,marketing:true,method:'explicit',ver:1,utc:1780308000000,region:'de'",
        ),
        'granted',
      ],
      [
        'accepted, not encoded',
        "CookieConsent={stamp:'x==',necessary:true,marketing:true,method:'explicit',ver:1}",
        'granted',
      ],
      [
        'accepted, by a version that wrote no method',
        cookiebotCookie("stamp:'x==',necessary:true,marketing:true,ver:1,region:'gb'"),
        'unknown',
      ],
      [
        'rejected',
        cookiebotCookie("stamp:'x==',necessary:true,marketing:false,method:'explicit',ver:1"),
        'denied',
      ],
      [
        'the default outside the EU',
        cookiebotCookie(
          "stamp:'-1',necessary:true,preferences:true,statistics:true,marketing:true,method:'implied',ver:1,utc:1780308000000,region:'US-37'",
        ),
        'unknown',
      ],
      [
        'the default, by its stamp alone',
        cookiebotCookie("stamp:'-1',necessary:true,marketing:true"),
        'unknown',
      ],
      [
        'implied by use',
        cookiebotCookie("stamp:'x==',necessary:true,marketing:true,method:'implied'"),
        'unknown',
      ],
      [
        'rejected, by a version that wrote no method',
        cookiebotCookie("stamp:'x==',necessary:true,marketing:false,ver:1,region:'gb'"),
        'denied',
      ],
      // https://www.cookiebot.com/en/developer/ : the values of the first version
      ['old: not in a region that asks', 'CookieConsent=-1', 'unknown'],
      ['old: implied by use', 'CookieConsent=-2', 'unknown'],
      ['old: not a value', 'CookieConsent=-3', 'denied'],
      ['old: not accepted', 'CookieConsent=0', 'denied'],
      ['no stamp', 'CookieConsent={marketing:true}', 'denied'],
      [
        'implied by use, by its stamp',
        cookiebotCookie("stamp:'-2',necessary:true,marketing:true,method:'explicit'"),
        'unknown',
      ],
      [
        'implied by use, without marketing',
        cookiebotCookie("stamp:'x==',necessary:true,marketing:false,method:'implied'"),
        'unknown',
      ],
      ...['a-1', '-1a', '-11'].map((stamp): [string, string, Consent] => [
        `a stamp that contains that of the default: ${stamp}`,
        cookiebotCookie(`stamp:'${stamp}',marketing:true,method:'explicit'`),
        'granted',
      ]),
      [
        'accepted, with spaces',
        cookiebotCookie("stamp:'x==', necessary:true, marketing:true, method:'explicit'"),
        'granted',
      ],
      ['no marketing', cookiebotCookie("stamp:'x==',necessary:true,method:'explicit'"), 'denied'],
    ],
  },
  OneTrust: {
    read: oneTrust(),
    rows: [
      [
        'accepted',
        `${oneTrustCookie(
          'interactionCount=1&landingPath=NotLandingPage&groups=C0001%3A1%2CC0002%3A1%2CC0004%3A1&AwaitingReconsent=false',
        )}; ${bannerClosed}`,
        'granted',
      ],
      [
        'accepted, by the closed banner',
        `${oneTrustCookie('interactionCount=0&groups=C0001%3A1%2CC0004%3A1')}; ${bannerClosed}`,
        'granted',
      ],
      ['rejected', oneTrustCookie('interactionCount=1&groups=C0001%3A1%2CC0004%3A0'), 'denied'],
      ['no such group', oneTrustCookie('interactionCount=2&groups=C0001%3A1'), 'denied'],
      [
        'the regional default, which newer versions count as an interaction',
        oneTrustCookie('interactionCount=1&groups=C0001%3A1%2CC0004%3A1'),
        'unknown',
      ],
      [
        'the regional default, with C0004:1',
        oneTrustCookie(
          'interactionCount=0&landingPath=https%3A%2F%2Fshop.example.com%2F&groups=C0001%3A1%2CC0002%3A1%2CC0003%3A1%2CC0004%3A1',
        ),
        'unknown',
      ],
      ['no count', oneTrustCookie('groups=C0001%3A1%2CC0004%3A1'), 'unknown'],
      [
        'the banner is open again',
        `${oneTrustCookie('interactionCount=3&groups=C0004%3A1&AwaitingReconsent=true')}; ${bannerClosed}`,
        'unknown',
      ],
      [
        'accepted, with GPC',
        `OptanonConsent=isGpcEnabled=1&interactionCount=1&groups=C0004:1; ${bannerClosed}`,
        'limited',
      ],
      [
        'not answered, with GPC',
        'OptanonConsent=isGpcEnabled=1&interactionCount=0&groups=C0004:1',
        'denied',
      ],
      [
        'groups twice',
        oneTrustCookie('interactionCount=1&groups=C0004:1&groups=C0004:0'),
        'denied',
      ],
      [
        'a landing page with the name of a field',
        'OptanonConsent=version=202304.1.0&interactionCount=0&landingPath=https%3A%2F%2Fs.example%2F%3Fa%3D1%26version%3D2&groups=C0001%3A1%2CC0004%3A0',
        'unknown',
      ],
      [
        'a landing page with the names of the fields that decide',
        `${oneTrustCookie('interactionCount=1&landingPath=https%3A%2F%2Fs.example%2F%3Fa%3D1%26groups%3DC0004%3A0%26isGpcEnabled%3D1%26AwaitingReconsent%3Dtrue&groups=C0001%3A1%2CC0004%3A1')}; ${bannerClosed}`,
        'granted',
      ],
      [
        'no groups but those of the landing page',
        `${oneTrustCookie('interactionCount=1&landingPath=https%3A%2F%2Fs.example%2F%3Fa%3D1%26groups%3DC0004%3A1')}; ${bannerClosed}`,
        'denied',
      ],
      [
        'an unimportant field twice',
        `${oneTrustCookie('version=2&interactionCount=1&groups=C0004%3A1')}; ${bannerClosed}`,
        'granted',
      ],
      ...['interactionCount=2', 'AwaitingReconsent=true', 'isGpcEnabled=1'].map(
        (field): [string, string, Consent] => [
          `${field} twice`,
          `${oneTrustCookie(`interactionCount=1&AwaitingReconsent=false&groups=C0004%3A1&${field}`)}; ${bannerClosed}`,
          'denied',
        ],
      ),
      ['one group twice', oneTrustCookie('interactionCount=1&groups=C0004:1,C0004:0'), 'denied'],
      ['no groups', oneTrustCookie('interactionCount=1'), 'denied'],
      [
        'a field that begins like another one',
        `${oneTrustCookie('groupsVersion=2&groups=C0004:1')}; ${bannerClosed}`,
        'granted',
      ],
      [
        'rejected, with GPC',
        'OptanonConsent=isGpcEnabled=1&interactionCount=1&groups=C0004:0',
        'denied',
      ],
      [
        'the banner is not closed',
        `${oneTrustCookie('interactionCount=1&groups=C0004:1')}; OptanonAlertBoxClosed=`,
        'unknown',
      ],
      ['a refusal by default', oneTrustCookie('interactionCount=0&groups=C0004:0'), 'unknown'],
      ['another value', `${oneTrustCookie('groups=C0004:2')}; ${bannerClosed}`, 'denied'],
      ['groups cut off', `${oneTrustCookie('groups=C0004%3A1%2')}; ${bannerClosed}`, 'denied'],
    ],
  },
  'Usercentrics 2': {
    read: usercentricsV2('meta'),
    rows: [
      ['accepted', ucCookies(true, 'true'), 'granted'],
      ['rejected', ucCookies(false, 'true'), 'denied'],
      ['not answered', ucCookies(true, undefined), 'unknown'],
      ['the banner is open', ucCookies(true, 'false'), 'unknown'],
      [
        'no such service',
        `uc_settings=${json({ services: [] })}; uc_user_interaction=true`,
        'denied',
      ],
      ['no services', `uc_settings=${json({})}; uc_user_interaction=true`, 'denied'],
      ['no services and no answer', `uc_settings=${json({})}`, 'denied'],
      ['another type', ucCookies('true', 'true'), 'denied'],
      ['no status', ucCookies(undefined, 'true'), 'denied'],
      [
        'two cookies of the banner',
        `${ucCookies(true, 'true')}; uc_user_interaction=false`,
        'unknown',
      ],
      [
        'the service twice',
        `uc_settings=${json({
          services: [null, { id: 'meta', status: true }, { id: 'meta', status: false }],
        })}; uc_user_interaction=true`,
        'denied',
      ],
      [
        'a service that is not an object',
        `uc_settings=${json({ services: [null, 7, { id: 'meta', status: true }] })}; uc_user_interaction=true`,
        'granted',
      ],
    ],
  },
  Didomi: {
    read: didomi('facebook', ['create_ads_profile']),
    rows: [
      [
        'accepted',
        didomiCookie({
          version: 2,
          vendors: { enabled: ['google', 'facebook'] },
          purposes: { enabled: ['create_ads_profile'] },
        }),
        'granted',
      ],
      [
        'the vendor without the purpose',
        didomiCookie({
          version: 2,
          vendors: { enabled: ['facebook'] },
          purposes: { disabled: ['create_ads_profile'] },
        }),
        'denied',
      ],
      [
        'rejected',
        didomiCookie({
          version: 2,
          vendors: { disabled: ['facebook'] },
          purposes: { disabled: ['create_ads_profile'] },
        }),
        'denied',
      ],
      [
        'enabled and disabled',
        didomiCookie({
          version: 2,
          vendors: { enabled: ['facebook'], disabled: ['facebook'] },
          purposes: { enabled: ['create_ads_profile'] },
        }),
        'denied',
      ],
      ['not answered', didomiCookie({ version: null }), 'unknown'],
      ['not answered, from then on', didomiCookie({ version: 2 }), 'unknown'],
      [
        'not answered, whatever is listed',
        didomiCookie({ version: null, vendors: { enabled: ['facebook'] } }),
        'unknown',
      ],
      [
        'the purpose, and nothing of vendors',
        didomiCookie({ version: 2, purposes: { enabled: ['create_ads_profile'] } }),
        'denied',
      ],
      [
        'the purpose without the vendor',
        didomiCookie({
          version: 2,
          vendors: { disabled: ['facebook'] },
          purposes: { enabled: ['create_ads_profile'] },
        }),
        'denied',
      ],
      [
        'the vendor, and nothing of purposes',
        didomiCookie({ version: 2, vendors: { enabled: ['facebook'] } }),
        'denied',
      ],
      [
        'a text in place of a list',
        didomiCookie({
          version: 2,
          vendors: { enabled: 'facebook' },
          purposes: { enabled: ['create_ads_profile'] },
        }),
        'denied',
      ],
      ['neither a version nor lists', didomiCookie({}), 'denied'],
      // A bot's, seen in public code.
      ['not its format', 'didomi_token=1', 'denied'],
    ],
  },
  Axeptio: {
    read: axeptio('facebook_pixel'),
    rows: [
      [
        'accepted',
        `axeptio_cookies=${json({ $$completed: true, facebook_pixel: true })}`,
        'granted',
      ],
      [
        'rejected',
        `axeptio_cookies=${json({ $$completed: true, facebook_pixel: false })}`,
        'denied',
      ],
      [
        'not answered',
        'axeptio_cookies={%22$$token%22:%22a1b2%22%2C%22$$cookiesVersion%22:{}%2C%22$$completed%22:false}',
        'unknown',
      ],
      ['not said whether answered', `axeptio_cookies=${json({ facebook_pixel: true })}`, 'denied'],
      ...[
        { $$completed: 'true', facebook_pixel: true },
        { $$completed: true, facebook_pixel: 'true' },
      ].map((cookie): [string, string, Consent] => [
        `another type: ${JSON.stringify(cookie)}`,
        `axeptio_cookies=${json(cookie)}`,
        'denied',
      ]),
    ],
  },
  iubenda: {
    read: iubenda(),
    rows: [
      [
        'accepted',
        `_iub_cs-12345678=${json({ timestamp: '2026-06-01T10:00:00.000Z', version: '1.75.1', purposes: { '1': true, '4': true, '5': true }, id: 12_345_678 })}`,
        'granted',
      ],
      [
        'rejected',
        `_iub_cs-12345678=${json({ purposes: { '1': true, '5': false }, id: 1 })}`,
        'denied',
      ],
      [
        'marketing not asked',
        `_iub_cs-1=${json({ purposes: { '1': true, '3': true }, id: 1 })}`,
        'denied',
      ],
      ['not answered', `_iub_cs-123=${json({ id: 123 })}`, 'unknown'],
      ['accepted as a whole', `_iub_cs-1=${json({ consent: true, id: 1 })}`, 'granted'],
      ['rejected as a whole', `_iub_cs-1=${json({ consent: false, id: 1 })}`, 'denied'],
      ...[
        { consent: false, purposes: { '5': true } },
        { consent: true, purposes: { '5': false } },
        { consent: true, purposes: { '1': true } },
        { consent: true, purposes: '5' },
        { purposes: { '5': 'true' } },
        { consent: 'true' },
      ].map((cookie): [string, string, Consent] => [
        `not a grant: ${JSON.stringify(cookie)}`,
        `_iub_cs-1=${json(cookie)}`,
        'denied',
      ]),
      [
        'accepted as a whole, and each purpose',
        `_iub_cs-1=${json({ consent: true, purposes: { '5': true } })}`,
        'granted',
      ],
      ['accepted for a site', `_iub_cs-s123=${json({ consent: true })}`, 'granted'],
      ['white space around its name', `  _iub_cs-12 =${json({ consent: true })}`, 'granted'],
      ...['_iub_cs-', '_iub_cs-12a', 'x_iub_cs-1', '_iub_cs-1-granular'].map(
        (name): [string, string, Consent] => [
          `a cookie of another name: ${name}`,
          `${name}=${json({ consent: false })}`,
          'unknown',
        ],
      ),
      [
        'the US cookie beside it',
        `_iub_cs-1=${json({ id: 1 })}; _iub_cs-1-uspr=${json({ s: true })}`,
        'unknown',
      ],
      [
        'of two notices',
        `_iub_cs-1=${json({ consent: true })}; _iub_cs-2=${json({ consent: false })}`,
        'denied',
      ],
    ],
  },
  Complianz: {
    read: complianz(),
    rows: [
      ['accepted', 'cmplz_banner-status=dismissed; cmplz_marketing=allow', 'granted'],
      ['rejected', 'cmplz_marketing=deny; cmplz_banner-status=dismissed', 'denied'],
      ['the default of a region', 'cmplz_marketing=allow', 'unknown'],
      ['the banner is shown', 'cmplz_marketing=allow; cmplz_banner-status=show', 'unknown'],
      ['answered without it', 'cmplz_statistics=allow; cmplz_banner-status=dismissed', 'denied'],
      ['not its value', 'cmplz_marketing=yes', 'denied'],
      ...['allowed', 'disallow', 'denyx', 'xdeny'].map((value): [string, string, Consent] => [
        `not its value: ${value}`,
        `cmplz_marketing=${value}`,
        'denied',
      ]),
      ['no cookie that decides', 'cmplz_policy_id=14; cmplz_banner-status=show', 'unknown'],
      [
        'two cookies of the banner',
        'cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_banner-status=show',
        'unknown',
      ],
      ['a service refused, the rest open', 'cmplz_consented_services={"facebook":false}', 'denied'],
    ],
  },
  CookieYes: {
    read: cookieYes(),
    rows: [
      [
        'accepted',
        'cookieyes-consent=consentid:a1b2,consent:yes,action:yes,necessary:yes,functional:yes,analytics:yes,performance:yes,advertisement:yes,other:yes',
        'granted',
      ],
      [
        'rejected',
        'cookieyes-consent=consentid:a1b2,consent:no,action:yes,necessary:yes,advertisement:no',
        'denied',
      ],
      [
        'not answered',
        'cookieyes-consent=consentid:a1b2,consent:no,action:,necessary:yes,advertisement:no',
        'unknown',
      ],
      [
        'the default of a region, all yes',
        'cookieyes-consent=consentid:a1b2,consent:yes,action:no,necessary:yes,advertisement:yes',
        'unknown',
      ],
      [
        'opted out, with every category still at yes',
        'cookieyes-consent=consentid:a1b2,consent:no,action:yes,necessary:yes,advertisement:yes',
        'denied',
      ],
      ['no word of an action', 'cookieyes-consent=consentid:a1b2,advertisement:yes', 'denied'],
      [
        'accepted without advertising',
        'cookieyes-consent=consentid:a1b2,consent:yes,action:yes,necessary:yes,advertisement:no',
        'denied',
      ],
      [
        'not a value of an action',
        'cookieyes-consent=consent:yes,action:maybe,advertisement:yes',
        'denied',
      ],
    ],
  },
};

describe.each(Object.entries(tools))('%s', (_, { read, rows }) => {
  test.each(rows)('%s', (__, cookies, consent) => {
    expect(read(cookies)).toBe(consent);
    expect(read(`a=b; ${cookies}; _fbp=fb.1.1780308000000.123`)).toBe(consent);
  });

  test('without its cookie, the consent is unknown', () => {
    expect(read('')).toBe('unknown');
    expect(read('_fbp=fb.1.1780308000000.123; meta_consent=granted')).toBe('unknown');
  });

  test('without a Cookie header, which is null in JavaScript, it is unknown', () => {
    expect(read(null as unknown as string)).toBe('unknown');
  });

  test('an empty cookie is denied', () => {
    const name = /^[^=]+/.exec(rows[0]?.[1] ?? '')?.[0] ?? '';
    expect(read(`${name}=`)).toBe(name.startsWith('cmplz_banner') ? 'unknown' : 'denied');
  });

  test('of two cookies the strictest counts', () => {
    const [accepted, rejected] = (['granted', 'denied'] as const).map(
      (consent) => rows.find((row) => row[2] === consent)?.[1] ?? '',
    );
    expect(read(`${accepted}; ${rejected}`)).toBe('denied');
    expect(read(`${rejected}; ${accepted}`)).toBe('denied');
  });
});

describe('the argument', () => {
  test('names the category, the service or the purpose that is Meta’s', () => {
    const cookie = ccCookie({ categories: ['ads'], services: { ads: ['meta'] } });
    expect(vanillaCookieConsent('marketing')(cookie)).toBe('denied');
    expect(vanillaCookieConsent('ads')(cookie)).toBe('granted');
    expect(vanillaCookieConsent('ads', { service: 'meta' })(cookie)).toBe('granted');
    expect(vanillaCookieConsent('ads', { service: 'tiktok' })(cookie)).toBe('denied');
    expect(vanillaCookieConsent('marketing', { service: 'meta' })(cookie)).toBe('denied');
    const withoutServices = ccCookie({ categories: ['ads'] });
    expect(vanillaCookieConsent('ads', { service: 'meta' })(withoutServices)).toBe('denied');
    expect(oneTrust('4')(`OptanonConsent=groups=1:1,4:1; ${bannerClosed}`)).toBe('granted');
    expect(iubenda('s5')(`_iub_cs-1=${json({ purposes: { s5: true } })}`)).toBe('granted');
    expect(complianz('ads')('cmplz_ads=allow; cmplz_banner-status=dismissed')).toBe('granted');
    expect(cookieYes('ads')('cookieyes-consent=consent:yes,action:yes,ads:yes')).toBe('granted');
    expect(c15t('measurement')('c15t=c.measurement:1,i.t:1')).toBe('granted');
  });

  test.each(['__proto__', 'constructor', 'toString', 'length', ''])('%s names nothing', (name) => {
    for (const reader of [vanillaCookieConsent, klaro, axeptio, usercentricsV2]) {
      for (const cookie of [
        ccCookie({ categories: ['marketing'], services: {} }),
        `klaro=${json({ metaPixel: true })}`,
        `axeptio_cookies=${json({ $$completed: true })}`,
        ucCookies(true, 'true'),
      ]) {
        expect(reader(name)(cookie)).not.toBe('granted');
      }
    }
  });

  test('left out in JavaScript, nothing is granted', () => {
    const unnamed = undefined as unknown as string;
    expect(klaro(unnamed)(`klaro=${json({ undefined: false })}`)).toBe('denied');
    expect(klaro('0')(`klaro=${json([true])}`)).toBe('denied');
    expect(
      didomi(
        'facebook',
        unnamed as never,
      )(didomiCookie({ version: 2, vendors: { enabled: ['facebook'] } })),
    ).toBe('denied');
  });

  test('an earlier revision: a grant is an open question, a refusal stays one', () => {
    const read = vanillaCookieConsent('marketing', { revision: 2 });
    expect(read(ccCookie({ categories: ['marketing'], revision: 2 }))).toBe('granted');
    expect(read(ccCookie({ categories: ['marketing'], revision: 1 }))).toBe('unknown');
    expect(read(ccCookie({ categories: [], revision: 1 }))).toBe('denied');
  });

  test('the site’s own name of the cookie', () => {
    expect(klaro('meta', { cookieName: 'consent' })(`consent=${json({ meta: true })}`)).toBe(
      'granted',
    );
    expect(c15t('marketing', { cookieName: 'consent' })('consent=c.marketing:1,i.t:1')).toBe(
      'granted',
    );
    const read = vanillaCookieConsent('marketing', { cookieName: 'consent' });
    expect(read(`consent=${json({ categories: ['marketing'] })}`)).toBe('granted');
  });
});

describe('readsCookies', () => {
  test('is the consent option of visitorFromRequest', () => {
    const consent = readsCookies(klaro('metaPixel'));
    const visitorOf = (cookie: string | undefined) =>
      visitorFromRequest(
        new Request(
          'https://shop.example.com/',
          cookie === undefined ? {} : { headers: { cookie } },
        ),
        { consent },
      ).consent;
    expect(visitorOf(`klaro=${json({ metaPixel: true })}`)).toBe('granted');
    expect(visitorOf(`klaro=${json({ metaPixel: true })}; meta_consent=denied`)).toBe('denied');
    expect(visitorOf(undefined)).toBe('unknown');
  });
});

test('readsCookies gives no time for a refusal, and no name without one', () => {
  const headers = { cookie: 'c15t=c.necessary:1,i.t:1764201600000' };
  const request = new Request('https://shop.example.com/', { headers });
  expect(readsCookies(c15t())(request)).toEqual({
    consent: 'denied',
    consentAt: undefined,
    consentCarrier: 'c15t cookie c15t, category marketing off',
  });
  expect(readsCookies(() => 'granted')(request)).toEqual({ consent: 'granted' });
});

describe('storedAsCookies', () => {
  const storage = (items: Record<string, string>) => () => ({
    getItem: (name: string) => items[name] ?? null,
  });

  test('lets a reader read localStorage', () => {
    const items = { uc_settings: JSON.stringify({ services: [{ id: 'meta', status: true }] }) };
    const names = ['uc_settings', 'uc_user_interaction'];
    expect(usercentricsV2('meta')(storedAsCookies(names, storage(items)))).toBe('unknown');
    const answer = { ...items, uc_user_interaction: 'true' };
    expect(usercentricsV2('meta')(storedAsCookies(names, storage(answer)))).toBe('granted');
    // Klaro encodes it there too.
    const stored = storage({ klaro: json({ metaPixel: true }) });
    expect(klaro('metaPixel')(storedAsCookies(['klaro'], stored))).toBe('granted');
  });

  test('is empty where the browser blocks the storage', () => {
    expect(
      storedAsCookies(['klaro'], () => {
        throw new DOMException('denied', 'SecurityError');
      }),
    ).toBe('');
  });

  test('half a surrogate pair is denied', () => {
    const items = storage({ klaro: '\uD800', a: '1;2' });
    expect(storedAsCookies(['klaro', 'missing', 'a'], items)).toBe('klaro=; a=1%3B2');
    expect(klaro('a')(storedAsCookies(['klaro'], storage({ klaro: '{"a":true}\uD800' })))).toBe(
      'denied',
    );
  });
});

describe('Complianz on a WordPress network', () => {
  const read = complianz();
  test.each<[string, string, Consent]>([
    // Of two cookies in public code.
    [
      'accepted on the main site',
      'cmplz_rt_consented_services=; cmplz_rt_policy_id=33; cmplz_rt_marketing=allow; cmplz_rt_functional=allow; cmplz_rt_banner-status=dismissed',
      'granted',
    ],
    [
      'rejected on the main site',
      'cmplz_rt_banner-status=dismissed; cmplz_rt_policy_id=1; cmplz_rt_marketing=deny; cmplz_rt_consented_services=',
      'denied',
    ],
    ['not answered on the main site', 'cmplz_rt_marketing=allow', 'unknown'],
    [
      'rejected on the main site, accepted on another one',
      'cmplz_rt_banner-status=dismissed; cmplz_rt_marketing=deny; cmplz_banner-status=dismissed; cmplz_marketing=allow',
      'denied',
    ],
    [
      'the banner of the main site is open: another site’s does not answer for it',
      'cmplz_rt_marketing=allow; cmplz_banner-status=dismissed; cmplz_marketing=allow',
      'unknown',
    ],
    ['closed without an answer', 'cmplz_banner-status=dismissed; cmplz_policy_id=14', 'denied'],
    [
      'the service facebook refused on the cookie policy',
      'cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_consented_services={"youtube":true,"facebook":false}',
      'denied',
    ],
    // cmplz_is_service_denied() reads the cookie as JSON.
    ...['{"youtube": true, "facebook": false}', '{"facebook":null}', '{"facebook":fal'].map(
      (services): [string, string, Consent] => [
        `the services are ${services}`,
        `cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_consented_services=${services}`,
        'denied',
      ],
    ),
    ...['{"facebook": true}', '{}', '[]', '%7B%22youtube%22%3Afalse%7D'].map(
      (services): [string, string, Consent] => [
        `the services are ${services}`,
        `cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_consented_services=${services}`,
        'granted',
      ],
    ),
    [
      'another service refused',
      'cmplz_banner-status=dismissed; cmplz_marketing=allow; cmplz_consented_services={"youtube":false,"facebook":true}',
      'granted',
    ],
  ])('%s', (_, cookies, consent) => {
    expect(read(cookies)).toBe(consent);
  });
});
