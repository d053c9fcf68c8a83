import { type Consent, prepareEvent, visitorFromRequest } from '@meta-capi/core';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { grantConsent, limitConsent, revokeConsent } from '../../src/consent/answer-consent.ts';
import { readVisitor } from '../../src/consent/read-visitor.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { isPixelReady } from '../../src/track/ready.ts';
import { trackPixelEvent } from '../../src/track/track.ts';
import { fakePage, foreignFbq } from '../fake-page.ts';

const pixelId = '1234567890';
const drop = { pixelId, whenConsentUnknown: 'drop' } as const;
const inUsa = { ...drop, dataProcessingOptionsCountry: 1 } as const;

afterEach(() => vi.unstubAllGlobals());

describe('consent', () => {
  it('starts the Pixel and keeps the answer where the server reads it', () => {
    const page = fakePage({ url: 'https://www.shop.example.com/?fbclid=IwAR2F4' });
    initPixel(drop);
    expect(trackPixelEvent('Lead', {}, 'before')).toBe(false);

    expect(grantConsent()).toBe(true);
    const sent = page.libraryArrives();

    expect(trackPixelEvent('Lead', {}, 'after')).toBe(true);
    expect(page.cookies.get('meta_consent@example.com')).toBe('granted');
    expect(page.cookies.get('_fbc@example.com')).toMatch(/^fb\.1\.\d{13}\.IwAR2F4$/);
    expect(sent).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
      ['trackSingle', pixelId, 'PageView'],
      ['track', 'Lead', {}, { eventID: 'after' }],
    ]);
    expect(page.scripts).toHaveLength(1);
  });

  it('keeps a click from the landing page', () => {
    const page = fakePage({ url: 'https://shop.example.com/?fbclid=IwAR2F4' });
    initPixel(drop);
    page.push('/shoes');
    grantConsent();

    expect(page.cookies.get('_fbc@example.com')).toMatch(/\.IwAR2F4$/);
  });

  it('leaves a click that is kept already as it is', () => {
    const fbc = `fb.1.${Date.now() - 1000}.IwAR2F4`;
    const page = fakePage({
      url: 'https://shop.example.com/?fbclid=IwAR2F4',
      cookie: `_fbc=${fbc}; meta_consent=granted`,
    });
    initPixel(drop);

    expect(page.written).toEqual([]);
  });

  it('leaves a click alone whose cookie another program has percent-encoded', () => {
    const fbc = `fb%2E1%2E${Date.now() - 1000}.IwAR%7E2F4`;
    const page = fakePage({
      url: 'https://shop.example.com/?fbclid=IwAR~2F4',
      cookie: `_fbc=${fbc}; meta_consent=granted`,
    });
    initPixel(drop);

    expect(page.written).toEqual([]);
  });

  it('replaces a click cookie that is not percent-encoded text', () => {
    const page = fakePage({
      url: 'https://shop.example.com/?fbclid=IwAR2F4',
      cookie: '_fbc=fb.1.%.%E0%A4%A; meta_consent=granted',
    });

    expect(initPixel(drop)).toBe(true);
    expect(page.cookies.get('_fbc@example.com')).toMatch(/\.IwAR2F4$/);
  });

  it('writes cookies that are Lax, for the whole site, and Secure on https (X-61)', () => {
    const page = fakePage({ url: 'https://shop.example.co.uk/' });
    initPixel(drop);
    grantConsent();
    expect(page.written.at(-1)).toBe(
      'meta_consent=granted; Max-Age=15552000; Path=/; SameSite=Lax; Secure; Domain=example.co.uk',
    );

    const local = fakePage({ url: 'http://localhost:3000/' });
    grantConsent();
    expect(local.written.at(-1)).toBe(
      'meta_consent=granted; Max-Age=15552000; Path=/; SameSite=Lax',
    );
  });

  it('withdrawn stops both halves and deletes what the Pixel kept', () => {
    const page = fakePage({
      cookie:
        '_fbp=fb.1.1596403881668.1116446470; _fbc=fb.1.1789999995000.Iw; meta_consent=granted',
    });
    initPixel(drop);
    const sent = page.libraryArrives();
    revokeConsent();

    expect([...page.cookies]).toEqual([['meta_consent@example.com', 'denied']]);
    expect(sent.at(-1)).toEqual(['consent', 'revoke']);
    expect(trackPixelEvent('Lead', {}, 'withdrawn')).toBe(false);
  });

  it('withdrawn while the library is loading removes what waits for it', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    trackPixelEvent('Lead', {}, 'waits');
    revokeConsent();

    expect(page.calls()).toEqual([
      ['consent', 'revoke'],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
    ]);
    expect(grantConsent()).toBe(true);
    expect(page.calls()).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
      ['trackSingle', pixelId, 'PageView'],
    ]);
    page.libraryArrives();
    expect(trackPixelEvent('Lead', {}, 'waits')).toBe(true);
  });

  it('withdrawn and given again tracks no second page view', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    const sent = page.libraryArrives();
    revokeConsent();
    expect(grantConsent()).toBe(true);

    expect(sent.filter((call) => call[2] === 'PageView')).toHaveLength(1);
    expect(sent.slice(-4)).toEqual([
      ['consent', 'revoke'],
      ['consent', 'revoke'],
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
    ]);
  });

  it('withdrawn drops what was called while it was refused, by any script', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    const sent = page.libraryArrives();
    revokeConsent();
    page.window.fbq?.('track', 'Contact');
    // The library's own, past our function.
    page.window.fbq?.callMethod?.('trackCustom', 'PageView');
    expect(grantConsent()).toBe(true);

    expect(sent.filter((call) => String(call[0]).startsWith('track'))).toEqual([
      ['trackSingle', pixelId, 'PageView'],
    ]);
  });

  it('withdrawn keeps the other calls of a queue, and works without a queue', () => {
    const fbq = foreignFbq();
    fakePage({ fbq, cookie: 'meta_consent=granted' });
    initPixel(drop);
    fbq.queue.push(['track', 'Lead'], ['init', '2'], ['set', 'agent', 'x', '2']);
    revokeConsent();
    expect(fbq.queue).toEqual([
      ['init', '2'],
      ['set', 'agent', 'x', '2'],
    ]);

    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    Object.assign(page.window, { fbq: () => {} });
    expect(() => revokeConsent()).not.toThrow();
  });

  it('limited sends with Limited Data Use in the USA only', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(inUsa);
    expect(limitConsent()).toBe(true);
    expect(page.calls().slice(0, 2)).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', ['LDU'], 1, 0],
    ]);

    fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    expect(limitConsent()).toBe(false);
  });

  it.each(['Denied', 'yes', false])('allows nothing for the unreadable answer %s', (consent) => {
    const cookie = '_fbp=fb.1.1596403881668.1116446470; meta_consent=granted';
    const page = fakePage({ cookie });

    expect(initPixel({ ...drop, consent: consent as Consent })).toBe(false);

    expect(page.scripts).toEqual([]);
    expect([...page.cookies.keys()]).toEqual([]);
    expect(readVisitor()).toEqual({ consent: 'unreadable' });
  });

  it('overrides what the consent tool answered at the start of the page', () => {
    const page = fakePage();
    initPixel({ ...drop, consent: 'denied' });
    page.libraryArrives();
    expect(isPixelReady()).toBe(false);
    expect(grantConsent()).toBe(true);
    expect(isPixelReady()).toBe(true);
  });

  it('refused holds in a browser that keeps no cookie, and granted does not', () => {
    const page = fakePage({ fixedCookies: '' });
    initPixel({ pixelId, whenConsentUnknown: 'send' });
    page.libraryArrives();
    expect(isPixelReady()).toBe(true);
    revokeConsent();
    expect(isPixelReady()).toBe(false);

    fakePage({ fixedCookies: '' });
    initPixel(drop);
    expect(grantConsent()).toBe(false);
  });

  describe('refused, after Safari has deleted the cookie', () => {
    const day = 86_400_000;
    afterEach(() => void vi.useRealTimers());

    it.each([
      ['denied', revokeConsent],
      ['limited', limitConsent],
    ] as const)('%s is written again, so that both halves have it', (answer, give) => {
      const { storage } = fakePage();
      give();
      const page = fakePage({ storage });

      expect(initPixel({ pixelId, whenConsentUnknown: 'send', consent: 'granted' })).toBe(false);
      expect(page.cookies.get('meta_consent@example.com')).toBe(answer);
    });

    it.each([
      ['denied', revokeConsent],
      ['limited', limitConsent],
    ] as const)('%s is a refusal in a frame that stores no cookie', (_, give) => {
      const { storage } = fakePage({ fixedCookies: '' });
      give();
      for (const consent of [undefined, 'granted'] as const) {
        fakePage({ storage, fixedCookies: '' });
        expect(initPixel({ pixelId, whenConsentUnknown: 'send', consent })).toBe(false);
        expect(readVisitor().consent).toBe('denied');
      }
    });

    it.each([undefined, ''])('limited weakens no stricter option, with the cookies %j', (fixed) => {
      const { storage } = fakePage();
      limitConsent();
      for (const consent of ['denied', 'unreadable', 'unknown'] as const) {
        fakePage({ storage, ...(fixed === undefined ? {} : { fixedCookies: fixed }) });
        initPixel({ pixelId, whenConsentUnknown: 'send', consent });
        expect(['denied', 'unreadable']).toContain(readVisitor().consent);
      }
    });

    it('is over after 180 days, and after a grant', () => {
      vi.useFakeTimers();
      const { storage } = fakePage();
      revokeConsent();
      vi.setSystemTime(Date.now() + 180 * day - 1);
      fakePage({ storage });
      expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(false);
      vi.setSystemTime(Date.now() + 1);
      fakePage({ storage });
      expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(true);

      revokeConsent();
      grantConsent();
      fakePage({ storage });
      expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(true);
    });

    it('is over once a newer answer is in the cookie', () => {
      const { storage } = fakePage();
      revokeConsent();
      fakePage({ storage, cookie: 'meta_consent=granted' });
      expect(initPixel(drop)).toBe(true);
      fakePage({ storage });
      expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(true);
    });
  });

  it('given in another tab starts the Pixel with the next event, once', () => {
    const page = fakePage();
    initPixel(drop);
    page.cookies.set('meta_consent@', 'granted');
    expect(['one', 'two'].map((id) => trackPixelEvent('Lead', {}, id))).toEqual([false, false]);

    expect(page.scripts).toHaveLength(1);
    expect(page.libraryArrives()).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
      ['trackSingle', pixelId, 'PageView'],
      ['track', 'Lead', {}, { eventID: 'one' }],
      ['track', 'Lead', {}, { eventID: 'two' }],
    ]);
  });

  it.each([
    ['refused', revokeConsent],
    ['limited', limitConsent],
  ])('%s here and granted in another tab is granted here', (_, give) => {
    const page = fakePage();
    initPixel(drop);
    page.libraryArrives();
    give();
    expect(isPixelReady()).toBe(false);

    // This browser's other tab writes the cookie for both.
    page.cookies.set('meta_consent@example.com', 'granted');
    expect([isPixelReady(), readVisitor().consent]).toEqual([true, 'granted']);
  });

  it('refused holds where the cookie of an https page cannot be replaced', () => {
    const page = fakePage({ url: 'http://shop.example.com/' });
    initPixel({ pixelId, whenConsentUnknown: 'send' });
    page.libraryArrives();
    const cookie = Object.getOwnPropertyDescriptor(document, 'cookie');
    const write = (text: string): void => {
      if (!text.startsWith('meta_consent=')) cookie?.set?.(text);
    };
    Object.defineProperty(document, 'cookie', { ...cookie, set: write });
    revokeConsent();
    expect([isPixelReady(), page.cookies.get('meta_consent_refused@example.com')]).toEqual([
      false,
      'denied',
    ]);
  });

  it.each(['pageshow', 'popstate'])('given in another tab starts the Pixel on %s', (event) => {
    const page = fakePage();
    initPixel(drop);
    page.cookies.set('meta_consent@', 'granted');
    page.happens(event);

    expect(page.scripts).toHaveLength(1);
    expect(page.calls().at(-1)).toEqual(['trackSingle', pixelId, 'PageView']);
  });

  it('is denied without an exception in a frame that may not read cookies', () => {
    fakePage();
    Object.defineProperty(document, 'cookie', {
      get: () => {
        throw new DOMException('sandboxed', 'SecurityError');
      },
    });
    expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(false);
    expect(grantConsent()).toBe(false);
  });

  it('may be answered on a server, and before the Pixel starts', () => {
    expect([grantConsent(), limitConsent(), revokeConsent()]).toEqual([false, false, undefined]);

    const page = fakePage();
    expect(grantConsent()).toBe(true);
    expect(page.cookies.get('meta_consent@example.com')).toBe('granted');
    expect(initPixel(drop)).toBe(true);
  });

  it('without a started Pixel, deletes data only after a refusal', () => {
    const cookie = '_fbp=fb.1.1596403881668.1116446470';
    const optsOut = fakePage({ cookie, globalPrivacyControl: true });
    expect(grantConsent()).toBe(false);
    expect([...optsOut.cookies.keys()]).toEqual(['_fbp@', 'meta_consent@example.com']);

    const limited = fakePage({ cookie });
    expect(limitConsent()).toBe(false);
    expect([...limited.cookies.keys()]).toEqual(['_fbp@', 'meta_consent@example.com']);

    const denied = fakePage({ cookie });
    revokeConsent();
    expect([...denied.cookies.keys()]).toEqual(['meta_consent@example.com']);
  });
});

describe('browser and server', () => {
  const consents: readonly Consent[] = ['denied', 'granted', 'limited', 'unknown'];
  // What a program without types may pass as an answer.
  const unreadable = ['Denied', 'yes', '', false, null, 0] as unknown as readonly Consent[];
  const cookieHeader = fc
    .array(
      fc.tuple(
        fc.constantFrom('meta_consent', ' meta_consent', 'meta_consent_refused', 'xmeta_consent'),
        fc.constantFrom(...consents, '', '"granted"', 'Granted', 'gr%61nted', 'yes', '%'),
      ),
      { maxLength: 3 },
    )
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('; '));

  it('read a refusal that an http page could not write over a Secure grant', () => {
    const cookie = 'meta_consent=granted; meta_consent_refused=denied';
    const request = new Request('https://shop.example.com/', { headers: { cookie } });
    expect(visitorFromRequest(request).consent).toBe('denied');

    fakePage({ fixedCookies: cookie });
    expect(initPixel({ pixelId, whenConsentUnknown: 'send' })).toBe(false);
  });

  it(`decide alike on a page with Meta's own base code (${runs(2000)} runs)`, () => {
    fc.assert(
      fc.property(cookieHeader, fc.boolean(), (cookie, optsOut) => {
        const headers = { cookie, ...(optsOut ? { 'sec-gpc': '1' } : {}) };
        const { consent } = visitorFromRequest(new Request('https://a.example/', { headers }));

        fakePage({ globalPrivacyControl: optsOut, fixedCookies: cookie, fbq: foreignFbq() });
        // That page has decided to track before an answer; a cookie without one counts as a refusal.
        const isOpen = consent === 'unknown' && !/(^|;) *meta_consent/.test(cookie);
        expect(isPixelReady()).toBe(consent === 'granted' || isOpen);
      }),
      { numRuns: runs(2000) },
    );
  });

  it(`decide alike about every visitor (${runs(2000)} runs)`, () => {
    fc.assert(
      fc.property(
        cookieHeader,
        fc.option(fc.constantFrom(...consents, ...unreadable), { nil: undefined }),
        fc.boolean(),
        fc.constantFrom('drop', 'send'),
        fc.constantFrom(0, 1, undefined),
        fc.constantFrom(undefined, 'ca', 'CA', 'tx', 'RI', 'va', 'NY', ' ut ', 'dc'),
        (cookie, said, optsOut, whenConsentUnknown, dataProcessingOptionsCountry, state) => {
          const headers = { cookie, ...(optsOut ? { 'sec-gpc': '1' } : {}) };
          const request = new Request('https://shop.example.com/api/lead', { headers });
          const visitor = visitorFromRequest(
            request,
            said !== undefined ? { consent: () => said } : {},
          );
          const prepared = prepareEvent(
            {
              eventName: 'Lead',
              eventId: 'lead-1',
              eventTime: new Date(),
              userData: { email: 'ann@example.com', state },
              // Meta sees the browser's address; the server has to pass it on.
              visitor: { ...visitor, clientIpAddress: '81.2.69.142' },
              dataProcessingOptionsCountry,
            },
            { whenConsentUnknown },
          );

          fakePage({ globalPrivacyControl: optsOut, fixedCookies: cookie });
          const ready = initPixel({
            pixelId,
            whenConsentUnknown,
            consent: said,
            dataProcessingOptionsCountry,
            advancedMatching: { st: state },
          });

          expect(ready).toBe(prepared.ok);
        },
      ),
      { numRuns: runs(2000) },
    );
  });
});
