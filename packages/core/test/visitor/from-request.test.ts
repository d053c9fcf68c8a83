import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Consent } from '../../src/event/capi-event.ts';
import {
  type VisitorFromRequestOptions,
  visitorFromRequest,
  visitorOfPost,
} from '../../src/visitor/from-request.ts';
import { runs } from '../fuzz-runs.ts';

const now = 1_790_000_000_000;
beforeAll(() => void vi.useFakeTimers({ now, toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

const fbp = 'fb.1.1596403881668.1116446470';
const fbc = `fb.1.${now - 5000}.IwAR2F4`;
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
const ownFetch = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };

function get(url: string, headers: Record<string, string> = {}): Request {
  return new Request(url, { headers });
}

function post(headers: Record<string, string>, url = 'https://shop.example.com/api/buy'): Request {
  return new Request(url, { method: 'POST', body: '{}', headers });
}

function landing(query: string, cookie: string): string | null | undefined {
  return visitorFromRequest(get(`https://shop.example.com/?${query}`, { ...navigation, cookie }))
    .fbc;
}

function answers(consent: unknown): VisitorFromRequestOptions['consent'] {
  return (() => consent) as () => Consent;
}

function throws(): Consent {
  throw new Error('ann@example.com');
}

describe('visitorFromRequest', () => {
  it('reads everything that Meta can use', () => {
    const request = get('https://shop.example.com/shoes?size=42', {
      ...navigation,
      cookie: `theme=dark; _fbp=${fbp}; _fbc=${fbc}; meta_consent=granted`,
      referer: 'https://www.example.org/search?q=ann',
      'user-agent': firefox,
      'x-forwarded-for': '1.1.1.1, 8.8.8.8',
    });
    expect(visitorFromRequest(request, { trustProxy: 1 })).toStrictEqual({
      fbp,
      fbc,
      clientIpAddress: '8.8.8.8',
      clientUserAgent: firefox,
      eventSourceUrl: 'https://shop.example.com/shoes',
      referrerUrl: 'https://www.example.org/search',
      consent: 'granted',
      consentCarrier: 'cookie meta_consent',
    });
  });

  it('knows nothing from a bare request, and says so', () => {
    const bare = new Request('https://shop.example.com/api/buy', { method: 'POST' });
    expect(visitorFromRequest(bare)).toStrictEqual({ consent: 'unknown' });
  });

  it('takes no address from headers unless a proxy is trusted', () => {
    const request = get('https://shop.example.com/', { 'x-forwarded-for': '8.8.8.8' });
    expect(visitorFromRequest(request).clientIpAddress).toBeUndefined();
  });

  describe('the click', () => {
    it.each([
      ['a first click', 'fbclid=IwNEW', '', `fb.1.${now}.IwNEW`],
      ['the cookie on a reload', 'fbclid=IwAR2F4', `_fbc=${fbc}`, fbc],
      ['a newer click', 'fbclid=IwNEW', `_fbc=${fbc}`, `fb.1.${now}.IwNEW`],
      ['the latest of two cookies', '', `_fbc=fb.1.${now - 9000}.Old; _fbc=${fbc}`, fbc],
      ['the valid one of two cookies', '', `_fbc=nonsense; _fbc=${fbc}`, fbc],
      ['the last of two parameters', 'fbclid=A&fbclid=B', '', `fb.1.${now}.B`],
      ['the real one beside a template', 'fbclid={{fbclid}}&fbclid=B', '', `fb.1.${now}.B`],
      [
        'the older cookie that its link repeats',
        'fbclid=Old',
        `_fbc=fb.1.${now - 9000}.Old; _fbc=${fbc}`,
        `fb.1.${now - 9000}.Old`,
      ],
      [
        'the valid cookie beside one of the future',
        '',
        `_fbc=fb.1.${now + 200_000_000}.X; _fbc=${fbc}`,
        fbc,
      ],
      ['a percent-encoded click id', 'fbclid=Iw%4EEW', '', `fb.1.${now}.IwNEW`],
      ['no broken click id', 'fbclid=a%00b', '', undefined],
    ])('is %s', (_, query, cookie, expected) => {
      expect(landing(query, cookie)).toBe(expected);
    });

    it('is found in a long address, whose page is kept too', () => {
      const url = `https://shop.example.com/shoes?fbclid=IwNEW&a=${'a'.repeat(12_000)}`;
      expect(visitorFromRequest(get(url, navigation))).toMatchObject({
        fbc: `fb.1.${now}.IwNEW`,
        eventSourceUrl: 'https://shop.example.com/shoes?fbclid=IwNEW',
      });
    });

    it('is found in the address of the page that fetches', () => {
      const request = post({ ...ownFetch, referer: 'https://shop.example.com/?fbclid=IwNEW' });
      expect(visitorFromRequest(request).fbc).toBe(`fb.1.${now}.IwNEW`);
    });

    it('is not taken from the address of an API route', () => {
      const request = post(ownFetch, 'https://shop.example.com/api/buy?fbclid=IwNEW');
      expect(visitorFromRequest(request).fbc).toBeUndefined();
    });
  });

  it.each([
    ['the first valid one', `_fbp=1; _fbp=${fbp}`, fbp],
    ['none that is broken', '_fbp=fb.1.2.3', undefined],
    ['none of another name', `x_fbp=${fbp}; _fbpx=${fbp}; _FBP=${fbp}`, undefined],
  ])('takes of _fbp cookies %s', (_, cookie, expected) => {
    expect(visitorFromRequest(get('https://shop.example.com/', { cookie })).fbp).toBe(expected);
  });

  describe('the page', () => {
    const page = 'https://shop.example.com/cart';
    const elsewhere = 'https://www.example.org/';
    const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    it.each<[string, Request, string | undefined, string | undefined]>([
      ['of a navigation: its URL', get(page, navigation), page, undefined],
      [
        'of a navigation from elsewhere: its URL, with a referrer',
        get(page, { ...navigation, referer: elsewhere }),
        page,
        elsewhere,
      ],
      ['of an old browser that wants HTML: its URL', get(page, html), page, undefined],
      [
        'of a fetch that would take HTML: the Referer',
        get('https://shop.example.com/api', { ...ownFetch, ...html, referer: page }),
        page,
        undefined,
      ],
      ['of a fetch: the Referer', post({ ...ownFetch, referer: page }), page, undefined],
      ['of a fetch without Referer: not known', post(ownFetch), undefined, undefined],
      [
        "of a form's POST: the Referer",
        post({ ...navigation, 'sec-fetch-site': 'same-origin', ...html, referer: page }),
        page,
        undefined,
      ],
      [
        'of a HEAD navigation: its URL',
        new Request(page, { method: 'HEAD', headers: navigation }),
        page,
        undefined,
      ],
      [
        'of an old fetch that takes anything: the Referer',
        get('https://shop.example.com/api', { accept: '*/*', referer: page }),
        page,
        undefined,
      ],
      [
        'of a fetch to a sibling host: the Referer',
        post(
          { ...ownFetch, 'sec-fetch-site': 'same-site', referer: page },
          'https://api.example.com/',
        ),
        page,
        undefined,
      ],
      [
        "of another site's fetch: not known",
        post({ 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site', referer: elsewhere }),
        undefined,
        undefined,
      ],
      ['of an old browser: its Referer on this host', post({ referer: page }), page, undefined],
      [
        'of an old browser on another host: not known',
        post({ referer: elsewhere }),
        undefined,
        undefined,
      ],
      [
        'of a broken Referer: not known',
        post({ ...ownFetch, referer: '//x' }),
        undefined,
        undefined,
      ],
    ])('%s', (_, request, eventSourceUrl, referrerUrl) => {
      const visitor = visitorFromRequest(request);
      expect([visitor.eventSourceUrl, visitor.referrerUrl]).toEqual([eventSourceUrl, referrerUrl]);
    });

    it.each([
      ['a broken Host', post({ host: 'a/b', referer: page })],
      ['a URL that is no page', new Request('data:text/plain,a', { headers: { referer: page } })],
    ])('is not known with %s, and nothing else is lost', (_, request) => {
      expect(visitorFromRequest(request)).toEqual({ consent: 'unknown' });
    });

    const internal = 'http://localhost:3000/cart';
    it.each<[string, Record<string, string>, number, string | undefined]>([
      [
        'the Host that the browser asked for',
        { host: 'shop.example.com' },
        0,
        'http://shop.example.com/cart',
      ],
      [
        'a Host with its port',
        { host: 'shop.example.com:8443' },
        0,
        'http://shop.example.com:8443/cart',
      ],
      [
        'no forwarded host or scheme without a trusted proxy',
        { 'x-forwarded-host': 'evil.example.org', 'x-forwarded-proto': 'https' },
        0,
        internal,
      ],
      [
        'what a trusted proxy forwards',
        { host: 'app:3000', 'x-forwarded-host': 'shop.example.com', 'x-forwarded-proto': 'https' },
        1,
        page,
      ],
      [
        'what the first of two proxies forwards',
        {
          'x-forwarded-host': 'evil.example.org, shop.example.com, inner',
          'x-forwarded-proto': 'https, http',
        },
        2,
        page,
      ],
      [
        'the one entry that two proxies left',
        { 'x-forwarded-host': 'shop.example.com', 'x-forwarded-proto': 'https' },
        2,
        page,
      ],
      [
        'the last entries that are not empty',
        { 'x-forwarded-host': 'shop.example.com, ,', 'x-forwarded-proto': ' https,,' },
        1,
        page,
      ],
      ['no Host that is more than a host', { host: 'shop.example.com/evil?' }, 0, undefined],
      ['no Host with a user', { host: 'ann@shop.example.com' }, 0, undefined],
      ['no scheme of another kind', { 'x-forwarded-proto': 'javascript' }, 1, undefined],
    ])('takes behind a proxy %s', (_, headers, trustProxy, expected) => {
      const visitor = visitorFromRequest(get(internal, { ...navigation, ...headers }), {
        trustProxy,
      });
      expect(visitor.eventSourceUrl).toBe(expected);
    });
  });

  describe('consent', () => {
    it.each<[string, string, string | undefined, VisitorFromRequestOptions['consent'], Consent]>([
      ['nobody asked', '', undefined, undefined, 'unknown'],
      ['cookie granted', 'granted', undefined, undefined, 'granted'],
      ['cookie limited', 'limited', undefined, undefined, 'limited'],
      ['cookie denied', 'denied', undefined, undefined, 'denied'],
      ['cookie misspelt', 'deny', undefined, undefined, 'unreadable'],
      ['tool granted', '', undefined, answers('granted'), 'granted'],
      ['tool granted, cookie denied', 'denied', undefined, answers('granted'), 'denied'],
      ['tool denied, cookie granted', 'granted', undefined, answers('denied'), 'denied'],
      ['tool limited, cookie granted', 'granted', undefined, answers('limited'), 'limited'],
      ['tool knows nothing, cookie granted', 'granted', undefined, answers(undefined), 'unknown'],
      ['tool answers true', 'granted', undefined, answers(true), 'unreadable'],
      ['tool throws', 'granted', undefined, throws, 'unreadable'],
      [
        'tool is asynchronous',
        'granted',
        undefined,
        answers(Promise.resolve('granted')),
        'unreadable',
      ],
      ['GPC after a grant', 'granted', '1', undefined, 'limited'],
      ['GPC after a grant by the tool', '', '1', answers('granted'), 'limited'],
      ['GPC alone', '', '1', undefined, 'denied'],
      ['GPC after a limit', 'limited', '1', undefined, 'limited'],
      ['GPC after a denial', 'denied', '1', undefined, 'denied'],
      ['GPC off', 'granted', '0', undefined, 'granted'],
      ['GPC twice', 'granted', '1, 1', undefined, 'limited'],
    ])('%s', (_, cookie, gpc, consent, expected) => {
      const headers: Record<string, string> = { cookie: cookie && `meta_consent=${cookie}` };
      if (gpc !== undefined) headers['sec-gpc'] = gpc;
      expect(
        visitorFromRequest(get('https://shop.example.com/', headers), { consent }).consent,
      ).toBe(expected);
    });

    const atOnce = 'must be a function that returns the answer at once';
    it.each<[string, string, VisitorFromRequestOptions['consent']]>([
      ['cookie meta_consent', 'yes', undefined],
      ['consent option', 'granted', throws],
      ['consent option', 'granted', answers('I agree')],
      [`consent option: ${atOnce}`, 'granted', 'granted' as never],
      [`consent option: ${atOnce}`, 'granted', answers(Promise.resolve('granted'))],
    ])('is unreadable and names the %s, never the answer', (carrier, cookie, consent) => {
      const request = get('https://shop.example.com/', { cookie: `meta_consent=${cookie}` });
      expect(visitorFromRequest(request, { consent })).toStrictEqual({
        consent: 'unreadable',
        consentCarrier: carrier,
      });
    });

    it('is unreadable when the tool is asynchronous and rejects, and the process lives', async () => {
      const consent = answers(Promise.reject(new Error('no')));
      expect(visitorFromRequest(get('https://shop.example.com/'), { consent }).consent).toBe(
        'unreadable',
      );
      await new Promise((resolve) => setImmediate(resolve)); // vitest fails on unhandled rejections
    });

    it('denied: nothing else is read', () => {
      const cookie = `_fbp=${fbp}; _fbc=${fbc}; meta_consent=denied`;
      const request = get('https://shop.example.com/', {
        ...navigation,
        cookie,
        'user-agent': firefox,
      });
      expect(visitorFromRequest(request)).toStrictEqual({
        consent: 'denied',
        consentCarrier: 'cookie meta_consent',
      });
    });

    const gpc = { 'sec-gpc': '1' };
    it.each<[string, Record<string, string>, Consent | undefined, Consent, string | undefined]>([
      ['a cookie', { cookie: 'meta_consent=limited' }, 'granted', 'limited', 'cookie meta_consent'],
      ['the option', { cookie: 'meta_consent=granted' }, 'denied', 'denied', 'consent option'],
      ['Global Privacy Control', gpc, 'granted', 'limited', 'Sec-GPC'],
      ['the same without an answer', gpc, undefined, 'denied', 'Sec-GPC without a consent'],
      ['an opt-out alone', gpc, 'limited', 'limited', 'consent option'],
      [
        'an opt-out beside an open question',
        { cookie: 'meta_consent=limited' },
        'unknown',
        'denied',
        'cookie meta_consent without a consent',
      ],
      [
        'a grant in the cookie',
        { cookie: 'meta_consent=granted' },
        undefined,
        'granted',
        'cookie meta_consent',
      ],
      ['a grant in the option', {}, 'granted', 'granted', 'consent option'],
      [
        'an open question',
        { cookie: 'meta_consent=granted' },
        'unknown',
        'unknown',
        'consent option',
      ],
      ['no signal', {}, undefined, 'unknown', undefined],
    ])('%s decides, and is named', (_, headers, answer, consent, consentCarrier) => {
      const option = answer === undefined ? {} : { consent: () => answer };
      const visitor = visitorFromRequest(get('https://shop.example.com/', headers), option);
      expect(visitor.consent).toBe(consent);
      expect(visitor.consentCarrier).toBe(consentCarrier);
    });
  });

  describe('the answer of the consent option', () => {
    const at = now / 1000 - 60;
    const said = (answer: unknown, cookie = '') =>
      visitorFromRequest(get('https://shop.example.com/', { cookie }), {
        consent: answers(answer),
      });

    it.each([
      ['seconds', at],
      ['a Date', new Date(at * 1000)],
    ])('may come with its time: %s', (_, consentAt) => {
      expect(said({ consent: 'granted', consentAt })).toStrictEqual({
        consent: 'granted',
        consentCarrier: 'consent option',
        consentAt: at,
      });
    });

    it.each([
      ['a refusal', { consent: 'denied', consentAt: at }, ''],
      [
        'a grant that the cookie limits',
        { consent: 'granted', consentAt: at },
        'meta_consent=limited',
      ],
      ['a time to come', { consent: 'granted', consentAt: at + 3600 }, ''],
      ['no time', { consent: 'granted' }, ''],
    ])('has no time to carry: %s', (_, answer, cookie) => {
      expect(said(answer, cookie)).not.toHaveProperty('consentAt');
    });

    it.each([{}, { state: 'granted' }, { consent: true }, ['granted'], { consent: 'Granted' }])(
      'is unreadable: %j',
      (answer) => {
        expect(said(answer).consent).toBe('unreadable');
      },
    );

    it('names its tool, in the 80 characters that a report shows', () => {
      const nameOf = (consentCarrier: unknown): string | undefined =>
        said({ consent: 'denied', consentCarrier }).consentCarrier;
      expect(nameOf('Klaro cookie klaro, v1.2: off-A_9')).toBe('Klaro cookie klaro, v1.2: off-A_9');
      expect(nameOf('<Maß & "Zahl">\n')).toBe('_Ma_ _ _Zahl___');
      expect(nameOf('x'.repeat(81))).toBe('x'.repeat(80));
      expect(nameOf(7)).toBe('consent option');
    });
  });

  describe('beside the answer that a page has posted', () => {
    it.each<[unknown, string, Consent | undefined, Consent, string | undefined]>([
      ['granted', '', undefined, 'granted', 'relayed consent'],
      ['denied', 'granted', undefined, 'denied', 'relayed consent'],
      ['granted', 'denied', undefined, 'denied', 'cookie meta_consent'],
      ['granted', '', 'denied', 'denied', 'consent option'],
      ['limited', 'granted', 'granted', 'limited', 'relayed consent'],
      ['yes', 'granted', 'granted', 'unreadable', 'relayed consent'],
      // A page without an answer asks no question.
      ['unknown', 'granted', undefined, 'granted', 'cookie meta_consent'],
      [undefined, 'granted', undefined, 'granted', 'cookie meta_consent'],
      ['', '', 'granted', 'granted', 'consent option'],
      ['granted', '', 'unknown', 'unknown', 'consent option'],
    ])('%j, the cookie %j and the option %j are %s', (posted, cookie, option, consent, carrier) => {
      const headers = { cookie: cookie && `meta_consent=${cookie}` };
      const options = option === undefined ? {} : { consent: () => option };
      const visitor = visitorOfPost(get('https://shop.example.com/', headers), options, posted);
      expect([visitor.consent, visitor.consentCarrier]).toEqual([consent, carrier]);
    });
  });

  it.each([undefined, null, {}, { headers: { cookie: 'a=b' } }, 'GET /', Symbol('x')])(
    'reads nothing of %s, which is no Request',
    (request) => {
      vi.spyOn(console, 'warn').mockReturnValue();
      expect(visitorFromRequest(request as unknown as Request)).toEqual({
        consent: 'unreadable',
        consentCarrier:
          'visitorFromRequest needs a Fetch Request: wrap the handler in toNodeHandler',
      });
      vi.restoreAllMocks();
    },
  );

  it("says once on the console that Express's req is no Request, and what makes one of it", async () => {
    vi.resetModules();
    const fresh = await import('../../src/visitor/from-request.ts');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const throwing = { consent: throws };
    fresh.visitorFromRequest(get('https://shop.example.com/'), throwing);
    expect(warn).not.toHaveBeenCalled();
    const req = { method: 'POST', headers: { cookie: 'a=ann@example.com' } } as unknown as Request;
    fresh.visitorFromRequest(req);
    fresh.visitorFromRequest(req);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/needs a Fetch Request.*toNodeHandler/)],
    ]);
    vi.restoreAllMocks();
  });

  it.each(['1', true, [1], -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'reports once that trustProxy %j is no number of proxies, and trusts none',
    async (trustProxy) => {
      vi.resetModules();
      const fresh = await import('../../src/visitor/from-request.ts');
      const warn = vi.spyOn(console, 'warn').mockReturnValue();
      const request = get('https://shop.example.com/', { 'x-forwarded-for': '8.8.8.8' });
      const options = { trustProxy } as unknown as VisitorFromRequestOptions;
      expect(fresh.visitorFromRequest(request, options).clientIpAddress).toBeUndefined();
      fresh.visitorFromRequest(request, options);
      expect(warn.mock.calls).toEqual([[expect.stringMatching(/trustProxy must be the number/)]]);
      vi.restoreAllMocks();
    },
  );

  it.each([undefined, null, 0, 2])('takes trustProxy %j without a warning', async (trustProxy) => {
    vi.resetModules();
    const fresh = await import('../../src/visitor/from-request.ts');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const headers = { 'x-forwarded-for': '8.8.8.8, 9.9.9.9' };
    const options = { trustProxy } as unknown as VisitorFromRequestOptions;
    const visitor = fresh.visitorFromRequest(get('https://shop.example.com/', headers), options);
    expect(visitor.clientIpAddress).toBe(trustProxy === 2 ? '8.8.8.8' : undefined);
    expect(warn).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it(`never throws, and never answers more than was given (${runs(1000)} runs)`, () => {
    const names = fc.constantFrom(
      'cookie',
      'referer',
      'user-agent',
      'host',
      'accept',
      'sec-gpc',
      'sec-fetch-mode',
      'sec-fetch-site',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
    );
    const pieces = fc.constantFrom(
      fbp,
      fbc,
      'meta_consent=granted',
      '_fbc=',
      '_fbp=',
      '; ',
      '8.8.8.8',
      ',',
      'https://',
      'shop.example.com',
      '/?fbclid=',
      '1',
      'navigate',
      '%',
      '"',
    );
    const value = fc.oneof(
      fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
      fc.string({
        unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)),
      }),
    );
    const allowed = [
      'fbp',
      'fbc',
      'clientIpAddress',
      'clientUserAgent',
      'eventSourceUrl',
      'referrerUrl',
      'consent',
      'consentCarrier',
    ];
    fc.assert(
      fc.property(fc.dictionary(names, value), fc.integer({ min: -1, max: 3 }), (headers, hops) => {
        const visitor = visitorFromRequest(get('https://shop.example.com/', headers), {
          trustProxy: hops,
        });
        expect(allowed).toEqual(expect.arrayContaining(Object.keys(visitor)));
        expect(Object.values(visitor).filter((text) => /\p{Cc}/u.test(text ?? ''))).toEqual([]);
      }),
      { numRuns: runs(1000) },
    );
  });
});
