import { afterEach, describe, expect, it, vi } from 'vitest';
import { grantConsent } from '../../src/consent/answer-consent.ts';
import { readVisitor } from '../../src/consent/read-visitor.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { isPixelReady } from '../../src/track/ready.ts';
import { trackPixelEvent } from '../../src/track/track.ts';
import { type FakePage, fakePage, foreignFbq } from '../fake-page.ts';

const pixelId = '1234567890';
const send = { pixelId, whenConsentUnknown: 'send' } as const;
const inUsa = { ...send, dataProcessingOptionsCountry: 1 } as const;
let count = 0;
const trackLead = (): boolean => trackPixelEvent('Lead', {}, `foreign-${++count}`);

afterEach(() => vi.unstubAllGlobals());

/** A page with our Pixel, and what Meta's library got. */
function started(options = {}): { page: FakePage; sent: ArrayLike<unknown>[] } {
  const page = fakePage({ cookie: 'meta_consent=granted' });
  initPixel({ ...send, ...options });
  return { page, sent: page.libraryArrives() };
}
const limitsIn = (calls: readonly ArrayLike<unknown>[]): unknown[] =>
  calls.filter((call) => call[0] === 'dataProcessingOptions');

describe("the page's own fbq('consent', …)", () => {
  it('revoked holds every event back, until the same page grants', () => {
    const { page, sent } = started();
    page.window.fbq?.('consent', 'revoke');

    expect([isPixelReady(), trackLead(), initPixel(send)]).toEqual([false, false, false]);
    expect(readVisitor()).toEqual({ consent: 'denied' });
    expect(sent.at(-1)).toEqual(['consent', 'revoke']);

    page.window.fbq?.('consent', 'grant');
    expect([isPixelReady(), trackLead()]).toEqual([true, true]);
    expect(readVisitor().consent).toBe('granted');
  });

  it('revoked before the library loads requests nothing, and deletes no answer', () => {
    const page = fakePage();
    initPixel({ ...send, whenConsentUnknown: 'drop' });
    page.window.fbq?.('consent', 'revoke');
    const warn = vi.spyOn(console, 'warn').mockReturnValue();

    expect(grantConsent()).toBe(false);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("'grant'"));
    warn.mockRestore();
    expect(page.scripts).toEqual([]);
    expect(page.calls()[0]).toEqual(['consent', 'revoke']);
    page.window.fbq?.('consent', 'grant');
    expect(page.scripts).toHaveLength(1);
    expect(page.cookies.get('meta_consent@example.com')).toBe('granted');
  });

  it('granted allows no more than the visitor does', () => {
    const page = fakePage({ cookie: 'meta_consent=denied' });
    initPixel(send);
    page.window.fbq?.('consent', 'grant');

    expect([isPixelReady(), trackLead(), page.scripts]).toEqual([false, false, []]);
    expect(page.calls()[0]).toEqual(['consent', 'revoke']);
  });

  it('revoked in the queue of another base code holds too', () => {
    const fbq = Object.assign(vi.fn<() => void>(), {
      queue: [
        ['consent', 'revoke'],
        ['init', '2'],
      ],
    });
    fakePage({ fbq, cookie: 'meta_consent=granted' });

    expect(initPixel(send)).toBe(false);
    expect(fbq.queue[0]).toEqual(['consent', 'revoke']);
  });

  it.each<[string, (...call: unknown[]) => ArrayLike<unknown>]>([
    [
      'arguments',
      function () {
        // biome-ignore lint/complexity/noArguments: as Meta's base code keeps its calls
        return arguments; // oxlint-disable-line prefer-rest-params
      },
    ],
    ['an object with a length', (...call) => Object.assign({}, call, { length: call.length })],
  ])('revoked and limited in a queue of %s holds too', (_, kept) => {
    const queue = [
      kept('dataProcessingOptions', ['LDU'], 0, 0),
      kept('init', '2'),
      kept('track', 'PageView', {}, { eventID: 'view-1' }),
    ];
    const fbq = Object.assign((...call: unknown[]) => void queue.push(call), { queue });
    fakePage({ fbq, cookie: 'meta_consent=granted' });

    expect(initPixel(send)).toBe(true);
    expect(Array.from(queue, (call) => Array.from(call)).slice(0, 4)).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', ['LDU'], 0, 0],
      ['init', '2'],
      ['trackSingle', '2', 'PageView', {}, { eventID: 'view-1' }],
    ]);

    queue.push(kept('consent', 'revoke'));
    grantConsent();
    expect(isPixelReady()).toBe(false);
    expect(queue[0]).toEqual(['consent', 'revoke']);
  });

  it('revoked in a library that has loaded before is not released by the start', () => {
    const fbq = foreignFbq();
    const callMethod = vi.fn<(...call: unknown[]) => void>();
    fakePage({ fbq: Object.assign(fbq, { callMethod }), cookie: 'meta_consent=granted' });
    initPixel(send);

    const calls = [...fbq.mock.calls, ...callMethod.mock.calls] as unknown[][];
    expect(calls.filter(([method]) => method === 'consent')).toEqual([]);
    expect(limitsIn(calls)).toEqual([]);
  });

  it('is not reported as sent while a locked library keeps the event in its queue', () => {
    const queue: unknown[][] = [];
    const fbq = Object.assign((...call: unknown[]) => void queue.push(call), {
      queue,
      callMethod: () => {},
    });
    fakePage({ fbq });

    expect(trackLead()).toBe(false);
    expect(queue).toHaveLength(1);
  });
});

describe("the page's own fbq('dataProcessingOptions', …)", () => {
  it.each([
    [['LDU'], 0, 0],
    [['LDU'], 1, 1000],
  ])('limits every event after %j, %i, %i, and an empty list ends it', (...limits) => {
    const { page, sent } = started();
    page.window.fbq?.('dataProcessingOptions', ...limits);
    expect(limitsIn(sent).at(-1)).toEqual(['dataProcessingOptions', ...limits]);
    grantConsent();
    expect(limitsIn(sent).at(-1)).toEqual(['dataProcessingOptions', ...limits]);

    page.window.fbq?.('dataProcessingOptions', []);
    expect(limitsIn(sent).at(-1)).toEqual(['dataProcessingOptions', []]);
    expect(trackLead()).toBe(true);
  });

  it('limits what waits in the queue', () => {
    const page = fakePage();
    initPixel(send);
    trackLead();
    page.window.fbq?.('dataProcessingOptions', ['LDU'], 0, 0);

    expect(page.calls().slice(0, 2)).toEqual([
      ['consent', 'grant'],
      ['dataProcessingOptions', ['LDU'], 0, 0],
    ]);
  });

  it('limits with a state that the library would refuse, which Meta then geolocates', () => {
    const { page, sent } = started();
    page.window.fbq?.('dataProcessingOptions', ['LDU'], 1, 1001);
    expect(limitsIn(sent).at(-1)).toEqual(['dataProcessingOptions', ['LDU'], 1, 0]);
  });

  it('does not end the limit of a visitor who opted out', () => {
    const page = fakePage({ cookie: 'meta_consent=limited' });
    initPixel(inUsa);
    const sent = page.libraryArrives();
    page.window.fbq?.('dataProcessingOptions', []);
    expect(limitsIn(sent).at(-1)).toEqual(['dataProcessingOptions', ['LDU'], 1, 0]);
  });

  it('in the queue of another base code limits too, however often consent changes', () => {
    const queue: ArrayLike<unknown>[] = [['dataProcessingOptions', ['LDU'], 0, 0]];
    const fbq = Object.assign(vi.fn<() => void>(), { queue });
    fakePage({ fbq, cookie: 'meta_consent=granted' });
    initPixel(send);
    grantConsent();

    expect(limitsIn(queue)).toEqual([['dataProcessingOptions', ['LDU'], 0, 0]]);
  });
});
