import { tcfCookies } from '../../src/consent-tools/tcf.ts';
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
  readsConsentMode,
  readsCookies,
  vanillaCookieConsent,
} from '../../src/consent-tools.ts';
import type { Visitor } from '../../src/event/capi-event.ts';

const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const base64 = (value: unknown): string => btoa(JSON.stringify(value));
const at = '2026-06-01T10:00:00.000Z';
const tcString =
  'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA.IGMwAwABALzAYyAA.YAAAAAAAAAAA';

/** What a tool stores for each answer, and what `explain` calls it then. */
export interface ToolSample {
  readonly tool: string;
  readonly consent: (request: Request) => Pick<Visitor, 'consent' | 'consentAt' | 'consentCarrier'>;
  /** A cookie header; for Google Consent Mode the query of the address. */
  readonly granted: string;
  readonly denied: string;
  /** Missing where the tool stores nothing then. */
  readonly unknown?: string;
  readonly limited?: string;
  readonly unreadable?: string;
  /** The names, in the same order: granted, denied, unknown. */
  readonly names: readonly [granted: string, denied: string, unknown: string];
}

interface CookieSample extends Omit<ToolSample, 'consent'> {
  /** Made anew in each test. */
  readonly read: () => CookieReader;
}

const cookieSamples: readonly CookieSample[] = [
  {
    tool: 'vanilla-cookieconsent',
    read: () => vanillaCookieConsent('marketing'),
    granted: `cc_cookie=${json({ categories: ['necessary', 'marketing'], revision: 0 })}`,
    denied: `cc_cookie=${json({ categories: ['necessary'], revision: 0 })}`,
    unreadable: 'cc_cookie=%7B%22categories%22%3A',
    names: [
      'vanilla-cookieconsent cookie cc_cookie, category marketing on',
      'vanilla-cookieconsent cookie cc_cookie, category marketing off',
      'vanilla-cookieconsent cookie cc_cookie not answered',
    ],
  },
  {
    tool: 'Klaro',
    read: () => klaro('metaPixel'),
    granted: `klaro=${json({ metaPixel: true })}`,
    denied: `klaro=${json({ metaPixel: false })}`,
    unreadable: 'klaro=yes',
    names: [
      'Klaro cookie klaro, service metaPixel on',
      'Klaro cookie klaro, service metaPixel off',
      'Klaro cookie klaro not answered',
    ],
  },
  {
    tool: 'c15t',
    read: () => c15t(),
    granted: 'c15t=c.necessary:1,c.marketing:1,i.t:1764201600000',
    denied: 'c15t=c.necessary:1,i.t:1764201600000',
    unknown: 'c15t=c.necessary:1,c.marketing:1',
    unreadable: 'c15t=yes',
    names: [
      'c15t cookie c15t, category marketing on',
      'c15t cookie c15t, category marketing off',
      'c15t cookie c15t not answered',
    ],
  },
  {
    tool: 'Cookiebot',
    read: () => cookiebot(),
    granted: "CookieConsent={stamp:'x=='%2Cmarketing:true%2Cmethod:'explicit'}",
    denied: "CookieConsent={stamp:'x=='%2Cmarketing:false%2Cmethod:'explicit'}",
    unknown: "CookieConsent={stamp:'-1'%2Cmarketing:true%2Cmethod:'implied'}",
    unreadable: "CookieConsent={stamp:'x'%2Cmarketing:true%2Cmarketing:false%2Cmethod:'explicit'}",
    names: [
      'Cookiebot cookie CookieConsent, marketing on',
      'Cookiebot cookie CookieConsent, marketing off',
      'Cookiebot cookie CookieConsent not answered',
    ],
  },
  {
    tool: 'OneTrust',
    read: () => oneTrust(),
    granted: `OptanonAlertBoxClosed=${at}; OptanonConsent=isGpcEnabled=0&groups=C0001:1,C0004:1`,
    denied: 'OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0001:1,C0004:0',
    unknown: 'OptanonConsent=isGpcEnabled=0&interactionCount=1&groups=C0001:1,C0004:1',
    limited: `OptanonAlertBoxClosed=${at}; OptanonConsent=isGpcEnabled=1&groups=C0001:1,C0004:1`,
    unreadable: 'OptanonConsent=interactionCount=1',
    names: [
      'OneTrust cookie OptanonConsent, group C0004 on',
      'OneTrust cookie OptanonConsent, group C0004 off',
      'OneTrust cookie OptanonConsent not answered',
    ],
  },
  {
    tool: 'Didomi',
    read: () => didomi('facebook', ['create_ads_profile']),
    granted: `didomi_token=${base64({ version: 2, vendors: { enabled: ['facebook'] }, purposes: { enabled: ['create_ads_profile'] } })}`,
    denied: `didomi_token=${base64({ version: 2, vendors: { disabled: ['facebook'] }, purposes: {} })}`,
    unknown: `didomi_token=${base64({ version: null })}`,
    unreadable: 'didomi_token=1',
    names: [
      'Didomi cookie didomi_token, vendor facebook with purposes on',
      'Didomi cookie didomi_token, vendor facebook with purposes off',
      'Didomi cookie didomi_token not answered',
    ],
  },
  {
    tool: 'Axeptio',
    read: () => axeptio('facebook_pixel'),
    granted: `axeptio_cookies=${json({ $$completed: true, facebook_pixel: true })}`,
    denied: `axeptio_cookies=${json({ $$completed: true, facebook_pixel: false })}`,
    unknown: `axeptio_cookies=${json({ $$completed: false })}`,
    unreadable: 'axeptio_cookies=1',
    names: [
      'Axeptio cookie axeptio_cookies, vendor facebook_pixel on',
      'Axeptio cookie axeptio_cookies, vendor facebook_pixel off',
      'Axeptio cookie axeptio_cookies not answered',
    ],
  },
  {
    tool: 'iubenda',
    read: () => iubenda(),
    granted: `_iub_cs-12345678=${json({ purposes: { '1': true, '5': true }, id: 1 })}`,
    denied: `_iub_cs-12345678=${json({ purposes: { '1': true, '5': false }, id: 1 })}`,
    unknown: `_iub_cs-12345678=${json({ id: 1 })}`,
    unreadable: '_iub_cs-12345678=1',
    names: [
      'iubenda cookie _iub_cs-, purpose 5 on',
      'iubenda cookie _iub_cs-, purpose 5 off',
      'iubenda cookie _iub_cs- not answered',
    ],
  },
  {
    tool: 'Complianz',
    read: () => complianz(),
    granted: 'cmplz_banner-status=dismissed; cmplz_marketing=allow',
    denied: 'cmplz_banner-status=dismissed; cmplz_marketing=deny',
    unknown: 'cmplz_marketing=allow',
    unreadable: 'cmplz_banner-status=dismissed; cmplz_marketing=yes',
    names: [
      'Complianz cookie cmplz_, marketing on',
      'Complianz cookie cmplz_, marketing off',
      'Complianz cookie cmplz_ not answered',
    ],
  },
  {
    tool: 'CookieYes',
    read: () => cookieYes(),
    granted: 'cookieyes-consent=consent:yes,action:yes,advertisement:yes',
    denied: 'cookieyes-consent=consent:no,action:yes,advertisement:no',
    unknown: 'cookieyes-consent=consent:yes,action:no,advertisement:yes',
    unreadable: 'cookieyes-consent=consent:yes,action:yes,action:yes,advertisement:yes',
    names: [
      'CookieYes cookie cookieyes-consent, category advertisement on',
      'CookieYes cookie cookieyes-consent, category advertisement off',
      'CookieYes cookie cookieyes-consent not answered',
    ],
  },
  {
    tool: 'TCF',
    read: () => tcfCookies(),
    granted: `euconsent-v2=${tcString}; addtl_consent=2~89.20~dv.`,
    denied: 'euconsent-v2=CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA; addtl_consent=2~89~dv.',
    unreadable: `euconsent-v2=${tcString.slice(0, 40)}; addtl_consent=2~89~dv.`,
    names: [
      'TCF cookie addtl_consent, provider 89 on',
      'TCF cookie euconsent-v2, purposes 1, 3, 4 and 7 off',
      'TCF cookie euconsent-v2 not answered',
    ],
  },
];

/** Every tool whose answer a server can read. */
export const toolSamples: readonly ToolSample[] = [
  ...cookieSamples.map(({ read, ...sample }) => ({
    ...sample,
    consent: (request: Request) => readsCookies(read())(request),
  })),
  {
    tool: 'Google Consent Mode',
    consent: readsConsentMode,
    granted: 'gcd=13r3r3r3r5',
    limited: 'gcd=13r3r3r3q5',
    denied: 'gcd=11q1q1q1q5',
    unknown: 'gcd=11t1t1t1t5',
    unreadable: 'gcd=1',
    names: ['Consent Mode', 'Consent Mode', 'Consent Mode'],
  },
];

/** The request of a visitor who gave this answer in the tool; without an answer, that of a fresh one. */
export function requestWith({ tool }: ToolSample, stored = '', headers: HeadersInit = {}): Request {
  const isQuery = tool === 'Google Consent Mode';
  const all = new Headers(headers);
  const cookies = [all.get('cookie') ?? '', isQuery ? '' : stored].filter(Boolean).join('; ');
  all.set('cookie', cookies);
  return new Request(`https://shop.example.com/${isQuery ? `?${stored}` : ''}`, { headers: all });
}
