import { afterEach, describe, expect, it, vi } from 'vitest';
import { revokeConsent } from '../../src/consent/answer-consent.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { printPixelEvents } from '../../src/track/print-pixel-events.ts';
import { isPixelReady } from '../../src/track/ready.ts';
import { trackCustomPixelEvent, trackPixelEvent } from '../../src/track/track.ts';
import { type FakePageOptions, fakePage, foreignFbq } from '../fake-page.ts';

const pixelId = '1234567890';
const send = { pixelId, whenConsentUnknown: 'send' } as const;
const order = { value: 12.5, currency: 'EUR' };
let count = 0;
const nextId = (): string => `order-${++count}`;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page with a separate memory, in a browser that keeps what is in `storage`. */
async function anotherTab(storage: Map<string, string>): Promise<typeof trackPixelEvent> {
  vi.resetModules();
  fakePage({ storage, fbq: foreignFbq() });
  return (await import('../../src/track/track.ts')).trackPixelEvent;
}

describe('trackPixelEvent', () => {
  it('passes name, data and id to the Pixel in Meta’s spelling', () => {
    const page = fakePage();
    initPixel(send);
    const id = nextId();
    const sent = page.libraryArrives();

    expect(trackPixelEvent('Purchase', order, id)).toBe(true);

    expect(sent.at(-1)).toEqual(['track', 'Purchase', order, { eventID: id }]);
  });

  it('has a variant for names of your own, and for one Pixel of several', () => {
    const page = fakePage();
    initPixel(send);
    const id = nextId();

    trackCustomPixelEvent('QuizDone', { score: 7 }, id);
    trackPixelEvent('Lead', {}, id, { pixelId: '42' });
    trackCustomPixelEvent('QuizDone', {}, id, { pixelId: '42' });

    expect(page.calls().slice(-3)).toEqual([
      ['trackCustom', 'QuizDone', { score: 7 }, { eventID: id }],
      ['trackSingle', '42', 'Lead', {}, { eventID: id }],
      ['trackSingleCustom', '42', 'QuizDone', {}, { eventID: id }],
    ]);
  });

  it('tracks an event once (F-03), and another name under the same id again', () => {
    const page = fakePage();
    initPixel(send);
    const id = nextId();
    const sent = page.libraryArrives();

    expect([1, 2, 3].map(() => trackPixelEvent('Lead', {}, id))).toEqual([true, false, false]);
    expect(trackPixelEvent('Contact', {}, id)).toBe(true);
    expect(sent.filter((call) => call[0] === 'track')).toHaveLength(2);
  });

  it('tells an event that still waits from one that was tracked before', () => {
    const page = fakePage();
    const info = vi.spyOn(console, 'info').mockReturnValue();
    initPixel({ ...send, debug: printPixelEvents });
    const id = nextId();
    for (let each = 0; each < 2; each += 1) trackPixelEvent('Lead', {}, id);
    page.libraryArrives();
    trackPixelEvent('Lead', {}, id);

    const lines = info.mock.calls.map(([line]) => String(line)).filter((line) => line.includes(id));
    expect(lines).toEqual([
      expect.stringContaining('waits until'),
      expect.stringContaining('already waits'),
      expect.stringContaining('last seven days'),
    ]);
    info.mockRestore();
  });

  it('prints why an event was not sent, and warns of a value that is not a number', () => {
    const info = vi.spyOn(console, 'info').mockReturnValue();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const reasonWith = (options: FakePageOptions, consent?: 'denied'): string => {
      const page = fakePage(options);
      initPixel({ pixelId, whenConsentUnknown: 'drop', debug: printPixelEvents, consent });
      if (options.cookie?.endsWith('granted')) page.window.fbq?.('consent', 'revoke');
      info.mockClear();
      trackPixelEvent(
        'Purchase',
        { value: '49,99' as unknown as number, currency: 'EUR' },
        nextId(),
      );
      return String(info.mock.calls[0]?.[0]);
    };

    expect(reasonWith({})).toContain('has not answered');
    expect(reasonWith({}, 'denied')).toContain('consent is denied');
    expect(reasonWith({ globalPrivacyControl: true })).toContain('Global Privacy Control');
    expect(reasonWith({ prerendering: true })).toContain('not shown yet');
    expect(reasonWith({ url: 'file:///shop.html' })).toContain('is a file');
    expect(reasonWith({ cookie: 'meta_consent=granted' })).toContain("fbq('consent', 'revoke')");
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('value of Purchase is not a number'));
    expect(String(warn.mock.calls)).not.toContain('49,99');
    info.mockRestore();
    warn.mockRestore();
  });

  it('tracks an event once in all tabs of a browser: Meta would count both', async () => {
    const page = fakePage();
    const { storage } = page;
    initPixel(send);
    page.libraryArrives();
    const id = nextId();
    trackPixelEvent('Purchase', order, id);

    const trackThere = await anotherTab(storage);
    expect(trackThere('Purchase', order, id)).toBe(false);
    expect(trackThere('Purchase', order, nextId())).toBe(true);
  });

  it('stores an id only once the library has loaded and sends the event', async () => {
    const page = fakePage();
    initPixel(send);
    const [id, next] = [nextId(), nextId()];
    trackPixelEvent('Lead', {}, id);
    trackPixelEvent('Lead', {}, next);
    expect(page.storage.size).toBe(0);
    expect(trackPixelEvent('Lead', {}, id)).toBe(false);

    page.libraryArrives();
    const trackThere = await anotherTab(page.storage);
    expect([id, next].map((each) => trackThere('Lead', {}, each))).toEqual([false, false]);
  });

  it('stores nothing where the library is blocked, so that the next page tracks the event', async () => {
    const page = fakePage();
    initPixel(send);
    const id = nextId();
    trackPixelEvent('Lead', {}, id);
    page.scripts[0]?.dispatchEvent(new Event('error'));

    expect(trackPixelEvent('Lead', {}, id)).toBe(false);
    expect(page.storage.size).toBe(0);
    expect((await anotherTab(page.storage))('Lead', {}, id)).toBe(true);
  });

  it('stores nothing of a visitor who refused before the library loaded', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(send);
    trackPixelEvent('Lead', {}, nextId());
    page.cookies.set('meta_consent@', 'denied');
    const sent = page.libraryArrives();

    expect(page.storage.size).toBe(0);
    expect(sent.at(-1)).toEqual(['consent', 'revoke']);
  });

  it('keeps an id for a week, and drops it at the next event after that', async () => {
    vi.useFakeTimers();
    const page = fakePage();
    const { storage } = page;
    initPixel(send);
    page.libraryArrives();
    const [id, next] = [nextId(), nextId()];
    trackPixelEvent('Lead', {}, id);

    vi.setSystemTime(Date.now() + 7 * 86_400_000 - 1);
    expect((await anotherTab(storage))('Lead', {}, id)).toBe(false);
    vi.setSystemTime(Date.now() + 1);
    expect((await anotherTab(storage))('Lead', {}, next)).toBe(true);
    expect(storage.get('meta_tracked')).not.toContain(id);
    expect((await anotherTab(storage))('Lead', {}, id)).toBe(true);
  });

  it.each(['getItem', 'setItem'])('still does so on a page whose %s throws', (method) => {
    const page = fakePage();
    const refuse = (): never => {
      throw new DOMException('no', 'QuotaExceededError');
    };
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, [method]: refuse });
    initPixel(send);
    page.libraryArrives();
    const id = nextId();

    expect([1, 2].map(() => trackPixelEvent('Lead', {}, id))).toEqual([true, false]);
  });

  it('still does so on a page that may not even name the storage', () => {
    const page = fakePage();
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    initPixel(send);
    page.libraryArrives();
    const id = nextId();

    expect([1, 2].map(() => trackPixelEvent('Lead', {}, id))).toEqual([true, false]);
    expect(() => revokeConsent()).not.toThrow();
  });

  it('remembers the last hundred of a browser', () => {
    const page = fakePage();
    initPixel(send);
    page.libraryArrives();
    for (let each = 0; each < 150; each += 1) trackPixelEvent('Lead', {}, nextId());

    expect(JSON.parse(page.storage.get('meta_tracked') ?? '')).toHaveLength(100);
  });

  it.each(['{"not":"a list"', '7', '[null,"Lead order",["Lead order"],[" Lead id","soon"]]'])(
    'ignores other stored values: %s',
    (text) => {
      const page = fakePage();
      initPixel(send);
      page.libraryArrives();
      page.storage.set('meta_tracked', text);

      expect(trackPixelEvent('Lead', {}, nextId())).toBe(true);
      expect(JSON.parse(page.storage.get('meta_tracked') ?? '')).toHaveLength(1);
    },
  );

  it('reads nothing from the storage without consent but an earlier refusal, and writes nothing', () => {
    fakePage({ cookie: 'meta_consent=denied' });
    const getItem = vi.fn<() => null>(() => null);
    const setItem = vi.fn<() => void>();
    vi.stubGlobal('localStorage', { getItem, setItem, removeItem: () => {} });
    initPixel(send);
    trackPixelEvent('Lead', {}, nextId());

    expect(getItem.mock.calls).toEqual([['meta_consent']]);
    expect(setItem).not.toHaveBeenCalled();
  });

  it.each([
    ['on a server', () => undefined],
    ['without an fbq', () => fakePage()],
    ['where fbq is no function', () => fakePage({ fbq: {} })],
    ['without consent', () => fakePage({ cookie: 'meta_consent=denied', fbq: foreignFbq() })],
    [
      'with an opt-out and no answer',
      () => fakePage({ globalPrivacyControl: true, fbq: foreignFbq() }),
    ],
  ])('is a silent no-op that reports false %s (F-01)', (_, open) => {
    const page = open();
    const error = vi.spyOn(console, 'error');

    expect(isPixelReady()).toBe(false);
    expect(trackPixelEvent('Lead', {}, nextId())).toBe(false);

    expect(page?.written ?? []).toEqual([]);
    expect(Object(page?.window.fbq).mock?.calls ?? []).toEqual([]);
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });

  it('reports false where fbq throws, and tries that event again', () => {
    const page = fakePage({
      fbq: () => {
        throw new Error('mine');
      },
    });
    const id = nextId();
    expect(trackPixelEvent('Lead', {}, id)).toBe(false);

    const fbq = foreignFbq();
    Object.assign(page.window, { fbq });
    expect(trackPixelEvent('Lead', {}, id)).toBe(true);
  });

  it('throws nothing for data that cannot be read, and tracks the rest', () => {
    const page = fakePage();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    initPixel(send);
    const sent = page.libraryArrives();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const broken = {
      value: 1,
      get currency(): never {
        throw new TypeError('mine');
      },
    };
    const ids = [nextId(), nextId()] as const;

    expect(trackCustomPixelEvent('QuizDone', { score: 7, circle }, ids[0])).toBe(true);
    expect(trackPixelEvent('ViewContent', broken as never, ids[1])).toBe(true);

    expect(sent.slice(-2)).toEqual([
      ['trackCustom', 'QuizDone', { score: 7 }, { eventID: ids[0] }],
      ['track', 'ViewContent', { value: 1 }, { eventID: ids[1] }],
    ]);
    const unreadable = new Proxy({}, { ownKeys: () => Object(undefined)() as never });
    expect(trackPixelEvent('Lead', unreadable, nextId())).toBe(false);
    expect(trackPixelEvent('Lead', {}, nextId(), unreadable)).toBe(true);
    expect(trackPixelEvent(Symbol('Lead') as unknown as 'Lead', {}, nextId())).toBe(false);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('customData'));
    warn.mockRestore();
  });

  it('survives a debug function that throws, in an event and in a page view', () => {
    const page = fakePage();
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const debug = vi.fn<() => never>(() => {
      throw new TypeError('mine');
    });
    expect(initPixel({ ...send, debug })).toBe(true);
    const sent = page.libraryArrives();

    expect(trackPixelEvent('Lead', {}, nextId())).toBe(true);
    expect(() => page.push('/next')).not.toThrow();

    expect(debug).toHaveBeenCalledTimes(3);
    expect(sent.filter((call) => call[2] === 'PageView')).toHaveLength(2);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('debug'));
    warn.mockRestore();
  });

  it("uses the Pixel of a page with Meta's own base code", () => {
    const fbq = foreignFbq();
    fakePage({ fbq });
    const id = nextId();

    expect(trackPixelEvent('Lead', {}, id)).toBe(true);
    expect(fbq).toHaveBeenCalledExactlyOnceWith('track', 'Lead', {}, { eventID: id });
  });

  it.each([undefined, null, '', 7, 'undefined', 'null', ' NaN ', '[object Object]'])(
    'names the missing id %s and tracks nothing',
    (id) => {
      const page = fakePage();
      initPixel(send);
      const before = page.calls().length;
      const warn = vi.spyOn(console, 'warn').mockReturnValue();

      expect(trackPixelEvent('Lead', {}, id as string)).toBe(false);

      expect(page.calls()).toHaveLength(before);
      expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('invalid eventId'));
      warn.mockRestore();
    },
  );

  it('stops with the consent, also with that of another tab', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(send);
    page.libraryArrives();
    expect(isPixelReady()).toBe(true);
    page.cookies.set('meta_consent@', 'denied');
    expect(trackPixelEvent('Lead', {}, nextId())).toBe(false);
  });

  it('deletes the stored ids when the visitor refuses', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(send);
    page.libraryArrives();
    trackPixelEvent('Lead', {}, nextId());
    expect(page.storage.has('meta_tracked')).toBe(true);

    revokeConsent();
    expect(page.storage.has('meta_tracked')).toBe(false);
  });
});
