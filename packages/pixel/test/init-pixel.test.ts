import { afterEach, describe, expect, it, vi } from 'vitest';
import { grantConsent, revokeConsent } from '../src/consent/answer-consent.ts';
import type { PixelOptions } from '../src/fbq/options.ts';
import { initPixel } from '../src/init-pixel.ts';
import { trackPixelEvent } from '../src/track/track.ts';
import { fakePage, foreignFbq } from './fake-page.ts';

const pixelId = '1234567890';
const send: PixelOptions = { pixelId, whenConsentUnknown: 'send' };
const drop: PixelOptions = { pixelId, whenConsentUnknown: 'drop' };

afterEach(() => vi.unstubAllGlobals());

describe('initPixel', () => {
  it("puts Meta's queue on the page under its own names, and requests the library", () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });

    expect(initPixel(drop)).toBe(true);

    const { fbq } = page.window;
    expect(page.window).toMatchObject({ _fbq: fbq });
    expect({ ...fbq }).toMatchObject({
      push: fbq,
      loaded: true,
      version: '2.0',
      disablePushState: true,
    });
    expect(page.scripts).toMatchObject([{ src: 'https://connect.facebook.net/en_US/fbevents.js' }]);
    expect(page.calls()).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
      ['trackSingle', pixelId, 'PageView'],
    ]);
  });

  it('passes calls to the library once it has loaded', () => {
    const page = fakePage();
    initPixel(send);
    const library = foreignFbq();
    if (page.window.fbq) page.window.fbq.callMethod = library;

    page.window.fbq?.('track', 'Lead', {});

    expect(library).toHaveBeenCalledWith('track', 'Lead', {});
    expect(page.calls()).not.toContainEqual(['track', 'Lead', {}]);
  });

  it('revokes before init, and asks for nothing, where the visitor has not agreed', () => {
    const page = fakePage({ url: 'https://www.example.com/?fbclid=IwAR2F4' });

    expect(initPixel(drop)).toBe(false);

    expect(page.calls()).toEqual([
      ['consent', 'revoke'],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
    ]);
    expect([page.scripts, page.written]).toEqual([[], []]);
  });

  it('limits data use before init where the visitor opted out in the USA', () => {
    const page = fakePage({ cookie: 'meta_consent=limited' });

    initPixel({ ...drop, dataProcessingOptionsCountry: 1, dataProcessingOptionsState: 1000 });

    expect(page.calls().slice(0, 2)).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', ['LDU'], 1, 1000],
    ]);
  });

  it('passes on advanced matching and the nonce', () => {
    const page = fakePage();
    initPixel({ ...send, advancedMatching: { em: 'ann@example.com' }, nonce: 'abc' });

    expect(page.calls()).toContainEqual(['init', pixelId, { em: 'ann@example.com' }]);
    expect(page.scripts).toMatchObject([{ nonce: 'abc' }]);
  });

  it('uses an existing fbq unchanged', () => {
    const fbq = foreignFbq();
    const page = fakePage({ fbq });
    const warn = vi.spyOn(console, 'warn').mockReturnValue();

    expect(initPixel(send)).toBe(true);

    expect(page.window.fbq).toBe(fbq);
    expect(page.scripts).toEqual([]);
    expect(fbq).toHaveBeenCalledWith('init', pixelId);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('the other base code'));
    warn.mockRestore();
  });

  it('does everything once, however often it is called', () => {
    const page = fakePage();
    initPixel(send);
    const once = page.calls().length;

    expect(initPixel(send)).toBe(true);

    expect(page.calls()).toHaveLength(once);
    expect(page.scripts).toHaveLength(1);
  });

  it('obeys what the consent tool says later, when it is called again', () => {
    const page = fakePage();
    expect(initPixel({ ...drop, consent: 'granted' })).toBe(true);
    expect(initPixel({ ...drop, consent: 'denied' })).toBe(false);
    expect(page.calls()[0]).toEqual(['consent', 'revoke']);
    expect(initPixel(drop)).toBe(false);
    expect(initPixel({ ...drop, consent: 'granted' })).toBe(true);

    expect(page.calls().at(-1)).toEqual(['trackSingle', pixelId, 'PageView']);
    expect(page.scripts).toHaveLength(1);
  });

  it('does not treat a repeated consent option as a new answer', () => {
    fakePage();
    initPixel({ ...drop, consent: 'denied' });
    grantConsent();
    expect(initPixel({ ...drop, consent: 'denied' })).toBe(true);

    revokeConsent();
    expect(initPixel({ ...drop, consent: 'granted' })).toBe(false);
  });

  it('waits until a page that is rendered in advance is shown', () => {
    const page = fakePage({
      url: 'https://shop.example.com/?fbclid=IwAR2F4',
      cookie: 'meta_consent=granted',
      prerendering: true,
    });
    expect(initPixel(send)).toBe(false);
    expect(trackPixelEvent('Lead', {}, 'in-advance')).toBe(false);
    expect([page.scripts, page.written]).toEqual([[], []]);

    page.show();
    expect(page.scripts).toHaveLength(1);
    expect(page.calls()).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', []],
      ['set', 'autoConfig', false, pixelId],
      ['init', pixelId],
      ['trackSingle', pixelId, 'PageView'],
    ]);
    page.libraryArrives();
    expect(trackPixelEvent('Lead', {}, 'in-advance')).toBe(true);
  });

  it('is not allowed once the library was blocked', () => {
    const page = fakePage();
    initPixel(send);
    page.scripts[0]?.dispatchEvent(new Event('error'));

    expect(initPixel(send)).toBe(false);
  });

  it('is a silent no-op on a server', () => {
    expect(initPixel(send)).toBe(false);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['is no function', 'fbq'],
  ])('survives an fbq that %s', (_, fbq) => {
    fakePage({ fbq });
    expect(() => initPixel(send)).not.toThrow();
  });

  it.each([
    ['pixelId', { pixelId: undefined, whenConsentUnknown: 'send' }],
    ['pixelId', { pixelId: '12 34', whenConsentUnknown: 'send' }],
    ['pixelId', { pixelId: '1);alert(1)//', whenConsentUnknown: 'send' }],
    ['whenConsentUnknown', { pixelId, whenConsentUnknown: undefined }],
    ['whenConsentUnknown', { pixelId, whenConsentUnknown: 'maybe' }],
  ])('reports an invalid %s on the console and changes nothing', (field, options) => {
    const page = fakePage();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();

    expect(initPixel(options as PixelOptions)).toBe(false);

    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`${field}: `));
    expect(page.window).toEqual({});
    warn.mockRestore();
  });
});

describe('page views of other Pixels', () => {
  const tracked = (page: { calls(): ArrayLike<unknown>[] }): unknown[] =>
    page
      .calls()
      .filter((call) => call[0] === 'trackSingle')
      .map((call) => call[1]);

  it('never count this Pixel, whose id may be a number in the options', () => {
    const page = fakePage();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const options = { ...send, pixelId: Number(pixelId) as unknown as string };
    initPixel(options);
    page.window.fbq?.('init', pixelId);
    page.window.fbq?.('track', 'PageView');

    expect(initPixel(send)).toBe(true);
    expect(tracked(page)).toEqual([pixelId]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('PageView'));
    warn.mockRestore();
  });

  it('go to each of them once, even if it is initialised several times', () => {
    const page = fakePage();
    initPixel(send);
    for (const id of ['42', 42, '42']) page.window.fbq?.('init', id);
    page.window.fbq?.('track', 'PageView');

    expect(tracked(page)).toEqual([pixelId, '42']);
  });

  it('never count this Pixel, whose id may be a number there', () => {
    const page = fakePage();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    initPixel(send);
    page.window.fbq?.('init', Number(pixelId));
    page.window.fbq?.('track', 'PageView');

    expect(tracked(page)).toEqual([pixelId]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('PageView'));
    warn.mockRestore();
  });
});

describe('page views', () => {
  const views = (page: { calls(): ArrayLike<unknown>[] }): number =>
    page.calls().filter((call) => call[2] === 'PageView').length;

  it('follow the navigation of a single-page app, once for each page', () => {
    const page = fakePage();
    initPixel(send);
    page.push('/shoes');
    page.push('/shoes');
    page.push('/shoes#size');
    page.push('/shoes?page=2');
    page.back('/shoes');

    expect(views(page)).toBe(4);
  });

  it('follow a page that replaces another, but not a query that replaces another', () => {
    const page = fakePage({ url: 'https://shop.example.com/checkout' });
    initPixel(send);
    page.replace('/thank-you');
    expect(views(page)).toBe(2);

    page.replace('/thank-you?step=2');
    page.replace('/thank-you?step=3#top');
    page.push('/thank-you?step=3#end');
    expect(views(page)).toBe(2);
    page.push('/thank-you?step=4');
    expect(views(page)).toBe(3);
  });

  it('count a page whose query was replaced before the visitor agreed', () => {
    const page = fakePage();
    initPixel(drop);
    page.replace('/?q=shoes');
    grantConsent();

    expect(views(page)).toBe(1);
  });

  it('wait for consent', () => {
    const page = fakePage();
    initPixel(drop);
    page.push('/shoes');

    expect(views(page)).toBe(0);
  });
});
