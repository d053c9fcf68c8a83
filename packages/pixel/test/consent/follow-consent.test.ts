import { type Consent, visitorFromRequest } from '@meta-capi/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { strictestConsent } from '../../../core/src/consent/consent.ts';
import { grantConsent, revokeConsent } from '../../src/consent/answer-consent.ts';
import { type ConsentTool, followConsent } from '../../src/consent/follow-consent.ts';
import { readVisitor } from '../../src/consent/read-visitor.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { isPixelReady } from '../../src/track/ready.ts';
import { type FakePage, fakePage } from '../fake-page.ts';

const drop = { pixelId: '1234567890', whenConsentUnknown: 'drop' } as const;
type Told = Consent | undefined;

/** A consent tool whose answer the test changes. */
function fakeTool(first: Told): ConsentTool & { answer: (answer: Told) => void } {
  let current = first;
  const listeners: (() => void)[] = [];
  return {
    name: 'fake',
    read: () => current,
    subscribe: (onChange) => void listeners.push(onChange),
    answer: (answer) => {
      current = answer;
      for (const listener of listeners) listener();
    },
  };
}

const cookieOf = (page: FakePage): string | undefined =>
  page.cookies.get('meta_consent@example.com') ?? page.cookies.get('meta_consent@');

/** What a server reads from the page's next request. */
function onServer(): Consent | undefined {
  const headers = { cookie: document.cookie };
  return visitorFromRequest(new Request('https://shop.example.com/', { headers })).consent;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('followConsent', () => {
  it.each(['before', 'after'])('applies the answer that the tool has, %s initPixel', (order) => {
    const page = fakePage();
    if (order === 'after') initPixel(drop);
    expect(followConsent(fakeTool('granted'))).toBe(true);
    if (order === 'before') initPixel(drop);

    page.libraryArrives();
    expect(isPixelReady()).toBe(true);
    expect(cookieOf(page)).toBe('granted');
  });

  it.each(['unreadable', 'Denied'] as Consent[])(
    'does not lift the consent option %j by the tool’s first answer',
    (consent) => {
      const page = fakePage();
      initPixel({ ...drop, consent });
      expect(followConsent(fakeTool('granted'))).toBe(false);
      page.libraryArrives();
      expect(isPixelReady()).toBe(false);
    },
  );

  it('sends nothing before an answer, and obeys each one at once on both halves', () => {
    const page = fakePage();
    initPixel(drop);
    const tool = fakeTool('unknown');
    expect(followConsent(tool)).toBe(false);
    expect([page.scripts, cookieOf(page)]).toEqual([[], undefined]);

    tool.answer('granted');
    page.libraryArrives();
    expect([isPixelReady(), onServer()]).toEqual([true, 'granted']);
    tool.answer('denied');
    expect([isPixelReady(), onServer()]).toEqual([false, 'denied']);
    tool.answer('granted');
    expect([isPixelReady(), onServer()]).toEqual([true, 'granted']);
  });

  it('deletes an earlier grant where the tool asks again', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    page.libraryArrives();
    expect(isPixelReady()).toBe(true);

    followConsent(fakeTool('unknown'));
    expect([isPixelReady(), onServer()]).toEqual([false, 'unknown']);
  });

  describe('while the tool asks, the page allows no more than the server', () => {
    it.each<[string, Consent | undefined, string | undefined, Consent, string | undefined]>([
      ['the grant of the consent option', 'granted', undefined, 'unknown', undefined],
      ['a limited consent option', 'limited', undefined, 'denied', undefined],
      ['a limited consent option beside a grant', 'limited', 'granted', 'denied', undefined],
      ['a refusal by the consent option', 'denied', 'granted', 'denied', undefined],
      ['an unreadable consent option', 'Denied' as Consent, 'granted', 'unreadable', undefined],
      ['a limited cookie', undefined, 'limited', 'denied', 'limited'],
      ['a refusal in the cookie', 'granted', 'denied', 'denied', 'denied'],
    ])('%s', (_, consent, cookie, expected, kept) => {
      for (const order of ['before', 'after']) {
        const page = fakePage(cookie === undefined ? {} : { cookie: `meta_consent=${cookie}` });
        const init = (): boolean =>
          initPixel({ ...drop, consent, dataProcessingOptionsCountry: 1 });
        if (order === 'after') init();
        followConsent(fakeTool('unknown'));
        if (order === 'before') init();
        expect(page.window.metaCapiPixel?.decision).toBe(false);
        page.libraryArrives();
        const headers = { cookie: document.cookie };
        const server = visitorFromRequest(new Request('https://shop.example.com/', { headers }), {
          consent: () => 'unknown',
        });
        expect([order, isPixelReady(), readVisitor().consent]).toEqual([order, false, expected]);
        expect(cookieOf(page)).toBe(kept);
        expect(strictestConsent(server.consent ?? 'unknown', expected)).toBe(expected);
      }
    });

    it('and follows an answer that another tab has kept', () => {
      const page = fakePage();
      initPixel(drop);
      const tool = fakeTool('unknown');
      followConsent(tool);
      page.libraryArrives();
      // The other tab of this browser has read the same tool first.
      page.storage.set('meta_consent_tool', JSON.stringify(['granted', Date.now()]));
      page.cookies.set('meta_consent@example.com', 'granted');
      expect(isPixelReady()).toBe(false);
      tool.answer('granted');
      expect(page.window.metaCapiPixel?.decision).toBe(true);
      expect(isPixelReady()).toBe(true);
    });

    it('and then obeys a refusal before the consent option', () => {
      const page = fakePage();
      initPixel({ ...drop, consent: 'granted' });
      const tool = fakeTool('unknown');
      followConsent(tool);
      const before = page.scripts.length;
      tool.answer('denied');
      expect([isPixelReady(), readVisitor().consent]).toEqual([false, 'denied']);
      expect(page.scripts).toHaveLength(before);
    });
  });

  it('keeps what is known while the tool is loading', () => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    page.libraryArrives();
    followConsent(fakeTool(undefined));
    expect([isPixelReady(), cookieOf(page)]).toEqual([true, 'granted']);
  });

  it('does not lift a refusal with a grant that the tool gave before it', () => {
    const page = fakePage();
    initPixel(drop);
    const tool = fakeTool('granted');
    followConsent(tool);
    revokeConsent();
    tool.answer('granted');
    expect(cookieOf(page)).toBe('denied');

    // The next page.
    const next = fakePage({ cookie: 'meta_consent=denied', storage: page.storage });
    initPixel(drop);
    expect(followConsent(fakeTool('granted'))).toBe(false);
    expect(cookieOf(next)).toBe('denied');
  });

  it('does not lift a refusal that is older than the first answer it sees', () => {
    const page = fakePage({ cookie: 'meta_consent=denied' });
    expect(followConsent(fakeTool('granted'))).toBe(false);
    expect(cookieOf(page)).toBe('denied');
  });

  it('does not revive a grant of the tool when Safari has deleted the cookie of a later refusal', () => {
    vi.setSystemTime('2026-11-28T10:00:00Z');
    const page = fakePage();
    followConsent(fakeTool('granted'));
    vi.setSystemTime('2026-11-28T11:00:00Z');
    revokeConsent();

    vi.setSystemTime('2026-12-06T11:00:00Z');
    const next = fakePage({ storage: page.storage });
    expect(followConsent(fakeTool('granted'))).toBe(false);
    expect([initPixel(drop), cookieOf(next), onServer()]).toEqual([false, 'denied', 'denied']);

    const tool = fakeTool('unknown');
    followConsent(tool);
    tool.answer('granted');
    expect(cookieOf(next)).toBe('granted');
  });

  describe('a refusal that the server has set, whose time is not known', () => {
    const at = (time: string): number => Date.parse(`2026-11-28T${time}:00Z`);
    interface Visit {
      cookie?: string;
      storage?: Map<string, string>;
      grantedAt?: string | undefined;
    }
    /** A page at this time of the day, with the cookie and with what the browser stored before. */
    const visit = (time: string, answer: Told, { cookie, storage, grantedAt }: Visit): FakePage => {
      vi.setSystemTime(at(time));
      const page = fakePage({
        ...(cookie !== undefined && { cookie: `meta_consent=${cookie}` }),
        ...(storage !== undefined && { storage: new Map(storage) }),
      });
      const tool = fakeTool(answer);
      followConsent(
        grantedAt === undefined ? tool : { ...tool, grantedAt: () => at(grantedAt) / 1000 },
      );
      return page;
    };

    it.each<[Told, string, string | undefined]>([
      ['unknown', 'denied', undefined],
      ['unknown', 'denied', '10:30'],
      ['granted', 'denied', '10:30'],
      ['denied', 'limited', '10:30'],
      ['granted', 'limited', '10:30'],
      ['granted', 'unreadable', '10:30'],
    ])(
      'is not lifted by a grant that may be older: %s before, %s by the server, granted at %s',
      (before, refusal, grantedAt) => {
        const first = visit('10:00', before, { grantedAt: before && '09:00' });
        // At 10:30 a grant on a page without it, at 11:00 the refusal.
        const later = { cookie: refusal, grantedAt };
        const next = visit('12:00', 'granted', { ...later, storage: first.storage });
        expect([cookieOf(next), onServer()]).toEqual([refusal, refusal]);
        const last = visit('13:00', 'granted', { ...later, storage: next.storage });
        expect([cookieOf(last), onServer()]).toEqual([refusal, refusal]);
      },
    );

    it('counts as given when a page first reads it: a later grant lifts it', () => {
      const first = visit('10:00', 'granted', { grantedAt: '09:00' });
      const refused = { cookie: 'denied' };
      const seen = visit('12:00', 'granted', {
        ...refused,
        storage: first.storage,
        grantedAt: '09:00',
      });
      expect(cookieOf(seen)).toBe('denied');
      const next = visit('13:00', 'granted', {
        ...refused,
        storage: seen.storage,
        grantedAt: '12:30',
      });
      expect([cookieOf(next), onServer()]).toEqual(['granted', 'granted']);
    });
  });

  it.each([
    ['after', '2026-11-28T12:00:00Z', 'granted'],
    ['before', '2026-11-28T10:30:00Z', 'denied'],
  ])(
    'decides by the time that the tool keeps: a grant given %s the refusal, on a page without it',
    (_, grantedAt, consent) => {
      vi.setSystemTime('2026-11-28T10:00:00Z');
      const page = fakePage();
      followConsent(fakeTool('denied'));
      vi.setSystemTime('2026-11-28T11:00:00Z');
      revokeConsent();
      vi.setSystemTime('2026-11-28T13:00:00Z');

      for (const storage of [page.storage, new Map([...page.storage].slice(1))]) {
        const next = fakePage({ cookie: 'meta_consent=denied', storage: new Map(storage) });
        const onAnswer = vi.fn<(answer: object) => void>();
        const tool = { ...fakeTool('granted'), grantedAt: () => Date.parse(grantedAt) / 1000 };
        followConsent({ ...tool, onAnswer });
        expect(cookieOf(next)).toBe(consent);
        expect(onAnswer).toHaveBeenCalledExactlyOnceWith({
          answer: 'granted',
          at: new Date(grantedAt),
          source: 'fake',
        });
      }
    },
  );

  it('keeps a refusal whose order to the new answer of a tool without times is not known', () => {
    vi.setSystemTime('2026-11-28T10:00:00Z');
    const page = fakePage();
    followConsent(fakeTool('denied'));
    vi.setSystemTime('2026-11-28T11:00:00Z');
    revokeConsent();

    const next = fakePage({ cookie: 'meta_consent=denied', storage: page.storage });
    followConsent(fakeTool('granted'));
    expect(cookieOf(next)).toBe('denied');
  });

  it('keeps such a refusal also where the tool loads after the page', () => {
    vi.setSystemTime('2026-11-28T10:00:00Z');
    const page = fakePage();
    followConsent(fakeTool('denied'));
    vi.setSystemTime('2026-11-28T11:00:00Z');
    revokeConsent();

    const next = fakePage({ cookie: 'meta_consent=denied', storage: page.storage });
    const tool = fakeTool(undefined);
    followConsent(tool);
    tool.answer(undefined);
    tool.answer('granted');
    expect(cookieOf(next)).toBe('denied');
    tool.answer('denied');
    tool.answer('granted');
    expect(cookieOf(next)).toBe('granted');
  });

  it('takes the same word with a later time for a new answer', () => {
    const page = fakePage();
    let grantedAt = 1_796_000_000;
    const tool = { ...fakeTool('granted'), grantedAt: () => grantedAt };
    followConsent(tool);
    revokeConsent();
    tool.answer('granted');
    expect(cookieOf(page)).toBe('denied');
    grantedAt += 60;
    tool.answer('granted');
    expect(cookieOf(page)).toBe('granted');
  });

  describe('in a frame that may use no cookies and no storage', () => {
    const refuse = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    const openFrame = (kind: string): FakePage => {
      const page = fakePage({ fixedCookies: '' });
      vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
      if (kind === 'a sandbox')
        Object.defineProperty(document, 'cookie', { get: refuse, set: refuse });
      return page;
    };

    it.each([
      ['a frame of another site', 'in the tool'],
      ['a frame of another site', 'by revokeConsent'],
      ['a sandbox', 'in the tool'],
      ['a sandbox', 'by revokeConsent'],
    ])('%s: a refusal %s holds', (kind, place) => {
      const page = openFrame(kind);
      const onAnswer = vi.fn<(answer: object) => void>();
      initPixel({ ...drop, whenConsentUnknown: 'send' });
      page.libraryArrives();
      const tool = fakeTool('unknown');
      followConsent({ ...tool, onAnswer });
      tool.answer('granted');
      expect(onAnswer).toHaveBeenCalledOnce();
      if (place === 'in the tool') tool.answer('denied');
      else revokeConsent();
      expect(isPixelReady()).toBe(false);
      vi.advanceTimersByTime(5000);
      expect([isPixelReady(), readVisitor()]).toEqual([false, { consent: 'denied' }]);
    });
  });

  it('applies an answer that was given on a page without it', () => {
    const page = fakePage();
    followConsent(fakeTool('denied'));
    expect(cookieOf(page)).toBe('denied');

    const next = fakePage({ cookie: 'meta_consent=denied', storage: page.storage });
    initPixel(drop);
    expect(followConsent(fakeTool('granted'))).toBe(true);
    expect(cookieOf(next)).toBe('granted');
  });

  it('applies the refusal of the tool to a grant that the page gave itself', () => {
    const page = fakePage();
    const tool = fakeTool('denied');
    followConsent(tool);
    grantConsent();
    tool.answer('denied');
    expect(cookieOf(page)).toBe('denied');
  });

  it('writes the answer again when our cookie has been deleted', () => {
    const page = fakePage();
    const tool = fakeTool('granted');
    followConsent(tool);
    page.cookies.clear();
    tool.answer('granted');
    expect(cookieOf(page)).toBe('granted');
  });

  it('looks every second in a browser without the Cookie Store API', () => {
    const page = fakePage();
    const tool = {
      ...fakeTool('unknown'),
      read: (): Consent => (isAnswered ? 'granted' : 'unknown'),
    };
    let isAnswered = false;
    followConsent(tool);
    isAnswered = true;
    vi.advanceTimersByTime(1000);
    expect(cookieOf(page)).toBe('granted');
  });

  it.each(['pagehide', 'pageshow', 'focus', 'storage'])('looks again on %s', (event) => {
    const page = fakePage();
    let isAnswered = false;
    followConsent({
      name: 'silent',
      read: () => (isAnswered ? 'granted' : 'unknown'),
      subscribe: () => {},
    });
    isAnswered = true;
    page.happens(event);
    expect(cookieOf(page)).toBe('granted');
  });

  it.each<[string, ConsentTool['read']]>([
    ['throws', () => Object(undefined)() as never],
    ['is not an answer', () => 'yes' as Consent],
  ])('takes a reading that %s for a refusal', (_, read) => {
    const page = fakePage({ cookie: 'meta_consent=granted' });
    initPixel(drop);
    expect(followConsent({ name: 'broken', read, subscribe: Object(undefined) as never })).toBe(
      false,
    );
    expect(cookieOf(page)).toBe('denied');
  });

  it('reports each new answer once, with its time and its source', () => {
    vi.setSystemTime('2026-11-28T10:00:00Z');
    const page = fakePage();
    const onAnswer = vi.fn<(answer: object) => void>();
    const tool = fakeTool('unknown');
    followConsent({ ...tool, onAnswer });
    expect(onAnswer).not.toHaveBeenCalled();
    tool.answer('granted');
    tool.answer('granted');
    tool.answer('denied');

    expect(onAnswer.mock.calls).toEqual([
      [{ answer: 'granted', at: new Date('2026-11-28T10:00:00Z'), source: 'fake' }],
      [{ answer: 'denied', at: new Date('2026-11-28T10:00:00Z'), source: 'fake' }],
    ]);

    fakePage({ cookie: 'meta_consent=denied', storage: page.storage });
    followConsent({ ...fakeTool('denied'), onAnswer });
    expect(onAnswer).toHaveBeenCalledTimes(2);
  });

  it('does not lift a refusal by the consent option with an older grant of the tool', () => {
    const page = fakePage();
    initPixel({ ...drop, consent: 'denied' });
    const tool = fakeTool('granted');
    followConsent(tool);
    tool.answer('granted');
    page.libraryArrives();

    expect(isPixelReady()).toBe(false);
    expect(onServer()).not.toBe('granted');
  });

  it('survives an onAnswer that throws, and does nothing on a server', () => {
    const onAnswer = (): never => {
      throw new TypeError('mine');
    };
    expect(followConsent({ ...fakeTool('granted'), onAnswer })).toBe(false);
    fakePage();
    expect(() => followConsent({ ...fakeTool('granted'), onAnswer })).not.toThrow();
  });

  it('never allows more than the tool does, and the halves agree (200 runs)', () => {
    const answers = fc.constantFrom<Told>('granted', 'denied', 'limited', 'unknown', undefined);
    const step = fc.oneof(answers, fc.constantFrom('grantConsent', 'revokeConsent'));
    fc.assert(
      fc.property(answers, fc.array(step, { maxLength: 8 }), fc.boolean(), (first, steps, gpc) => {
        const page = fakePage({ globalPrivacyControl: gpc });
        initPixel(drop);
        const tool = fakeTool(first);
        followConsent(tool);
        let answer = first;
        for (const each of steps) {
          if (each === 'grantConsent') grantConsent();
          else if (each === 'revokeConsent') revokeConsent();
          else {
            tool.answer(each);
            answer = each;
          }
        }
        tool.answer(answer);
        page.libraryArrives();
        const headers = { cookie: document.cookie, ...(gpc ? { 'sec-gpc': '1' } : {}) };
        // The server asks the same tool; one that has not loaded in the page may have asked before.
        const server = visitorFromRequest(
          new Request('https://shop.example.com/', { headers }),
          answer === undefined ? {} : { consent: () => answer },
        );
        const { consent = 'unknown' } = readVisitor();
        const strictest = strictestConsent(server.consent ?? 'unknown', consent);
        expect(consent).toBe(answer === undefined ? strictest : server.consent);
        expect(isPixelReady() && answer !== 'granted' && answer !== undefined).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
