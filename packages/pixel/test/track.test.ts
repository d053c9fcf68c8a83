import { afterEach, describe, expect, it, vi } from 'vitest';
import { revokeConsent } from '../src/answer-consent.ts';
import { initPixel } from '../src/init-pixel.ts';
import { isPixelReady } from '../src/ready.ts';
import { trackCustomPixelEvent, trackPixelEvent } from '../src/track.ts';
import { fakePage, foreignFbq } from './fake-page.ts';

const pixelId = '1234567890';
const send = { pixelId, whenConsentUnknown: 'send' } as const;
const order = { value: 12.5, currency: 'EUR' };
let count = 0;
const nextId = (): string => `order-${++count}`;

afterEach(() => vi.unstubAllGlobals());

describe('trackPixelEvent', () => {
  it('gives name, data and id to the Pixel as Meta spells them', () => {
    const page = fakePage();
    initPixel(send);
    const id = nextId();

    expect(trackPixelEvent('Purchase', order, id)).toBe(true);

    expect(page.calls().at(-1)).toEqual(['track', 'Purchase', order, { eventID: id }]);
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

    expect([1, 2, 3].map(() => trackPixelEvent('Lead', {}, id))).toEqual([true, false, false]);
    expect(trackPixelEvent('Contact', {}, id)).toBe(true);
    expect(page.calls().filter((call) => (call as unknown[])[0] === 'track')).toHaveLength(2);
  });

  it('still does so in a tab that refuses storage', () => {
    fakePage();
    const refuse = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    initPixel(send);
    const id = nextId();

    expect([1, 2].map(() => trackPixelEvent('Lead', {}, id))).toEqual([true, false]);
  });

  it('remembers the last hundred of a tab, and believes nothing else that stands there', () => {
    const page = fakePage();
    initPixel(send);
    page.session.set('meta_tracked', '{"not":"a list"');
    for (let each = 0; each < 150; each += 1) trackPixelEvent('Lead', {}, nextId());

    expect(JSON.parse(page.session.get('meta_tracked') ?? '')).toHaveLength(100);
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

  it("uses the Pixel of a page with Meta's own base code", () => {
    const fbq = foreignFbq();
    fakePage({ fbq });
    const id = nextId();

    expect(trackPixelEvent('Lead', {}, id)).toBe(true);
    expect(fbq).toHaveBeenCalledExactlyOnceWith('track', 'Lead', {}, { eventID: id });
  });

  it.each([undefined, null, '', 7])('names the missing id %s and tracks nothing', (id) => {
    const page = fakePage();
    initPixel(send);
    const before = page.calls().length;
    const warn = vi.spyOn(console, 'warn').mockReturnValue();

    expect(trackPixelEvent('Lead', {}, id as string)).toBe(false);

    expect(page.calls()).toHaveLength(before);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('eventId: '));
    warn.mockRestore();
  });

  it('stops with the consent, also with that of another tab', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(send);
    expect(isPixelReady()).toBe(true);
    page.cookies.set('meta_consent@', 'denied');
    expect(trackPixelEvent('Lead', {}, nextId())).toBe(false);

    revokeConsent();
    expect(page.session.has('meta_tracked')).toBe(false);
  });
});
