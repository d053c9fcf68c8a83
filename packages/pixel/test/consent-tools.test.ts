import { TCString } from '@iabtechlabtcf/core';
import { readTcf, tcfCookies } from '@meta-capi/core/consent-tools/tcf';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runs } from '../../core/test/fuzz-runs.ts';
import type { ConsentTool } from '../src/consent/follow-consent.ts';
import * as tools from '../src/consent-tools.ts';
import { type FakePage, fakePage } from './fake-page.ts';

let page: FakePage;
beforeEach(() => {
  page = fakePage();
  vi.stubGlobal('document', Object.assign(document, { readyState: 'complete' }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Counts what the tool reports. */
function changesOf(tool: ConsentTool): { count: number } {
  const changes = { count: 0 };
  tool.subscribe(() => {
    changes.count += 1;
  });
  return changes;
}
const setGlobal = (name: string, value: unknown): void =>
  void Object.assign(page.window, { [name]: value });
const global = (name: string): unknown => (page.window as Record<string, unknown>)[name];
const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

describe('tools that keep a cookie', () => {
  it.each<[string, () => ConsentTool, string, string]>([
    [
      'vanilla-cookieconsent',
      () => tools.vanillaCookieConsent('marketing'),
      `cc_cookie=${json({ categories: ['necessary', 'marketing'] })}`,
      'cc:onChange',
    ],
    [
      'Cookiebot',
      () => tools.cookiebot(),
      "CookieConsent={stamp:'x'%2Cmarketing:true%2Cmethod:'explicit'}",
      'CookiebotOnAccept',
    ],
    [
      'OneTrust',
      () => tools.oneTrust(),
      'OptanonConsent=interactionCount=1&groups=C0001:1%2CC0004:1; OptanonAlertBoxClosed=2026-06-01T10:00:00.000Z',
      'OneTrustGroupsUpdated',
    ],
    [
      'Complianz',
      () => tools.complianz(),
      'cmplz_marketing=allow; cmplz_banner-status=dismissed',
      'cmplz_status_change',
    ],
    [
      'CookieYes',
      () => tools.cookieYes(),
      'cookieyes-consent=consent:yes%2Caction:yes%2Cadvertisement:yes',
      'cookieyes_consent_update',
    ],
  ])('%s: read, and reported by its event', (name, tool, cookie, event) => {
    vi.stubGlobal('document', { cookie });
    expect(tool()).toMatchObject({ name });
    expect(tool().read()).toBe('granted');
    const changes = changesOf(tool());
    page.happens(event);
    expect(changes.count).toBe(1);
    vi.stubGlobal('document', { cookie: '' });
    expect(tool().read()).toBe('unknown');
  });

  const iso = '2026-06-01T10:00:00.000Z';
  const ms = Date.parse(iso);
  const vanilla = { categories: ['marketing'], lastConsentTimestamp: iso };
  it.each<[string, () => ConsentTool, string]>([
    [
      'vanilla-cookieconsent',
      () => tools.vanillaCookieConsent('marketing'),
      `cc_cookie=${json(vanilla)}`,
    ],
    ['c15t', () => tools.c15t(), `c15t=c.marketing:1,i.t:${ms},i.sid:sub_a1`],
    [
      'Cookiebot',
      () => tools.cookiebot(),
      `CookieConsent={stamp:'x'%2Cmarketing:true%2Cmethod:'explicit'%2Cutc:${ms}}`,
    ],
    [
      'OneTrust',
      () => tools.oneTrust(),
      `OptanonConsent=interactionCount=1&groups=C0004:1; OptanonAlertBoxClosed=${iso}`,
    ],
    [
      'Didomi',
      () => tools.didomi('facebook', []),
      `didomi_token=${btoa(JSON.stringify({ updated: iso, vendors: { enabled: ['facebook'] } }))}`,
    ],
    [
      'Axeptio',
      () => tools.axeptio('meta'),
      `axeptio_cookies=${json({ $$date: iso, $$completed: true, meta: true })}`,
    ],
    [
      'iubenda',
      () => tools.iubenda(),
      `_iub_cs-123=${json({ timestamp: iso, purposes: { '5': true } })}`,
    ],
  ])('%s: when the visitor granted it', (_, tool, cookie) => {
    vi.stubGlobal('document', { cookie });
    expect([tool().read(), tool().grantedAt?.()]).toEqual(['granted', ms / 1000]);
    vi.stubGlobal('document', { cookie: '' });
    expect(tool().grantedAt?.()).toBeUndefined();
  });

  it('vanilla-cookieconsent: when it was granted is also read from localStorage', () => {
    page.storage.set('cc_cookie', JSON.stringify(vanilla));
    expect(tools.vanillaCookieConsent('marketing').grantedAt?.()).toBe(ms / 1000);
  });

  it.each([
    ['cc_cookie', () => tools.vanillaCookieConsent('marketing'), { categories: ['marketing'] }],
    ['klaro', () => tools.klaro('metaPixel'), { metaPixel: true }],
  ] as const)('%s is also read from localStorage', (key, tool, value) => {
    page.storage.set(key, JSON.stringify(value));
    expect(tool().read()).toBe('granted');
  });
});

describe('tools that report to a function', () => {
  it('Klaro: its manager', () => {
    const watch = vi.fn<(watcher: { update: () => void }) => void>();
    setGlobal('klaro', { getManager: () => ({ watch }) });
    const changes = changesOf(tools.klaro('metaPixel'));
    watch.mock.calls[0]?.[0].update();
    expect(changes.count).toBe(1);
  });

  it('c15t: its store', () => {
    const subscribe = vi.fn<(listener: () => void) => void>();
    setGlobal('c15tStore', { subscribe });
    const changes = changesOf(tools.c15t());
    subscribe.mock.calls[0]?.[0]();
    expect(changes.count).toBe(1);
  });

  it('Didomi and Axeptio: lists of listeners that the page makes before the tool', () => {
    const didomi = changesOf(tools.didomi('facebook', []));
    const [entry] = global('didomiEventListeners') as { event: string; listener: () => void }[];
    expect(entry?.event).toBe('consent.changed');
    entry?.listener();
    expect(didomi.count).toBe(1);

    const axeptio = changesOf(tools.axeptio('facebook_pixel'));
    const [callback] = global('_axcb') as ((sdk: object) => void)[];
    callback?.({
      on: (event: string, listener: () => void) => event === 'cookies:complete' && listener(),
    });
    expect(axeptio.count).toBe(1);
  });

  it('iubenda: the callback of the configuration, after that of the site', () => {
    const own = vi.fn<(preference: object) => void>();
    setGlobal('_iub', { csConfiguration: { callback: { onPreferenceExpressed: own } } });
    const changes = changesOf(tools.iubenda());
    const { csConfiguration } = global('_iub') as {
      csConfiguration: { callback: Record<string, typeof own> };
    };
    csConfiguration.callback['onPreferenceExpressed']?.({ consent: true });
    expect(own).toHaveBeenCalledExactlyOnceWith({ consent: true });
    expect(changes.count).toBe(1);
  });

  describe.each(['loading', 'complete'])('one that comes later, on a page that is %s', (state) => {
    beforeEach(() => {
      vi.useFakeTimers();
      vi.stubGlobal('document', Object.assign(document, { readyState: state }));
    });

    type Listeners = (() => void)[];
    it.each<[string, () => ConsentTool, string, (listeners: Listeners) => unknown]>([
      [
        'Klaro',
        () => tools.klaro('metaPixel'),
        'klaro',
        (listeners) => ({
          getManager: () => ({
            watch: ({ update }: { update: () => void }) => void listeners.push(update),
          }),
        }),
      ],
      [
        'c15t',
        () => tools.c15t(),
        'c15tStore',
        (listeners) => ({ subscribe: (listener: () => void) => void listeners.push(listener) }),
      ],
      [
        'TCF',
        () => tools.tcf(),
        '__tcfapi',
        (listeners) => (_: string, __: 2, listener: (data: object, ok: boolean) => void) =>
          void listeners.push(() => listener({ eventStatus: 'useractioncomplete' }, true)),
      ],
    ])('%s', async (_, tool, name, made) => {
      const changes = changesOf(tool());
      page.happens('load');
      await vi.advanceTimersByTimeAsync(5000);
      const listeners: Listeners = [];
      setGlobal(name, made(listeners));
      await vi.advanceTimersByTimeAsync(5000);
      const before = changes.count;
      for (const listener of listeners) listener();
      expect([listeners.length, changes.count]).toEqual([1, before + 1]);
    });

    it('Klaro: an answer given before it was there is read', async () => {
      const changes = changesOf(tools.klaro('metaPixel'));
      setGlobal('klaro', { getManager: () => ({ watch: () => {} }) });
      await vi.advanceTimersByTimeAsync(1000);
      expect(changes.count).toBe(1);
    });

    it('Klaro from npm: window.klaro is its element until the page sets it', async () => {
      setGlobal('klaro', { id: 'klaro' });
      const changes = changesOf(tools.klaro('metaPixel'));
      await vi.advanceTimersByTimeAsync(5000);
      const watch = vi.fn<(watcher: { update: () => void }) => void>();
      setGlobal('klaro', { getManager: () => ({ watch }) });
      await vi.advanceTimersByTimeAsync(5000);
      expect(watch).toHaveBeenCalledOnce();
      expect(changes.count).toBe(1);
    });
  });
});

describe('Usercentrics', () => {
  it('2: localStorage, an answer only after an interaction', () => {
    const tool = tools.usercentricsV2('meta');
    page.storage.set('uc_settings', JSON.stringify({ services: [{ id: 'meta', status: true }] }));
    expect(tool.read()).toBe('unknown');
    page.storage.set('uc_user_interaction', 'true');
    expect(tool.read()).toBe('granted');
    const changes = changesOf(tool);
    page.happens('UC_UI_CMP_EVENT');
    expect(changes.count).toBe(1);
  });

  const granted = { consent: { services: { meta: { consent: true } } } };
  const refused = { consent: { services: { meta: { consent: false } } } };
  const store = (data: object): void => void page.storage.set('ucData', JSON.stringify(data));
  /** Usercentrics 3 reports the answer, and writes it 100 ms later. */
  const answerV3 = async (type: string, data: object): Promise<void> => {
    setGlobal('__ucCmp', { getConsentDetails: async () => ({ consent: { type } }) });
    page.happens('UC_UI_CMP_EVENT');
    setTimeout(() => store(data), 100);
    await vi.advanceTimersByTimeAsync(2000);
  };

  it.each([
    ['EXPLICIT', granted, 'granted'],
    ['EXPLICIT', refused, 'denied'],
    ['EXPLICIT', { consent: { services: { other: { consent: true } } } }, 'denied'],
    ['EXPLICIT', { consent: { services: {} }, gcm: { adStorage: 'granted' } }, 'granted'],
    ['EXPLICIT', { consent: { services: {} }, gcm: { adStorage: 'denied' } }, 'denied'],
    ['IMPLICIT', granted, 'unknown'],
  ])('3: %s with %j is %s', async (type, stored, answer) => {
    vi.useFakeTimers();
    const tool = tools.usercentricsV3('meta');
    expect(tool.read()).toBeUndefined();
    const changes = changesOf(tool);
    await answerV3(type, stored);
    expect(changes.count).toBeGreaterThan(0);
    expect(tool.read()).toBe(answer);
  });

  it.each([
    ['at the first answer', undefined],
    ['after an open question', 'IMPLICIT'],
  ])('3: a refusal never counts as the default of the region, %s', async (_, before) => {
    vi.useFakeTimers();
    store(granted);
    const tool = tools.usercentricsV3('meta');
    const read: unknown[] = [];
    tool.subscribe(() => read.push(tool.read()));
    if (before !== undefined) await answerV3(before, granted);
    await answerV3('EXPLICIT', refused);
    expect(new Set(read)).toEqual(new Set(before ? ['unknown', 'denied'] : ['denied']));
  });

  it('3: an answer that is reset at once does not count', async () => {
    vi.useFakeTimers();
    store(granted);
    const tool = tools.usercentricsV3('meta');
    const read: unknown[] = [];
    tool.subscribe(() => read.push(tool.read()));
    for (const type of ['EXPLICIT', 'IMPLICIT']) {
      setGlobal('__ucCmp', { getConsentDetails: async () => ({ consent: { type } }) });
      page.happens('UC_UI_CMP_EVENT');
    }
    await vi.advanceTimersByTimeAsync(2000);
    expect(new Set(read)).toEqual(new Set(['unknown']));
  });
});

describe('Google Consent Mode', () => {
  const update = (state: object): unknown[] => ['consent', 'update', state];
  it.each([
    [[['consent', 'default', { ad_storage: 'granted', ad_user_data: 'granted' }]], undefined],
    [[update({ analytics_storage: 'granted' })], undefined],
    [[update({ ad_storage: 'granted', ad_user_data: 'granted' })], 'granted'],
    [[update({ ad_storage: 'granted' }), update({ ad_user_data: 'granted' })], 'granted'],
    [[update({ ad_storage: 'granted' })], 'unknown'],
    [[update({ ad_storage: 'granted', ad_user_data: 'denied' })], 'denied'],
    [
      [update({ ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'denied' })],
      'limited',
    ],
    [
      [
        update({ ad_storage: 'granted', ad_user_data: 'granted' }),
        update({ ad_storage: 'denied', ad_user_data: 'denied' }),
      ],
      'denied',
    ],
    [[null, 7, 'consent', { event: 'gtm.js' }], undefined],
  ])('%j is %s', (layer, answer) => {
    setGlobal('dataLayer', layer);
    expect(tools.googleConsentMode().read()).toBe(answer);
  });

  it('reports an update, also of arguments, and passes everything on', () => {
    const changes = changesOf(tools.googleConsentMode());
    const layer = global('dataLayer') as unknown[];
    layer.push({ event: 'gtm.js' });
    // gtag pushes its arguments: an object with a length, not an array.
    layer.push({ length: 3, 0: 'consent', 1: 'update', 2: { ad_storage: 'denied' } });
    expect([changes.count, layer.length]).toEqual([1, 2]);
    expect(tools.googleConsentMode().read()).toBe('denied');
  });
});

describe('TCF', () => {
  // Purposes 1, 3, 4 and 7; made in November 2026, as the sample of the server's tests.
  const core = 'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAAGMwAgF5gMZAAAAAA';
  const disclosed = 'IGMwAwABALzAYyAA';
  const publisher = 'YAAAAAAAAAAA';
  /** The times of creation and of the last update are six letters each. */
  const madeAt = (created: string, updated: string): string =>
    `C${created}${updated}${core.slice(13)}`;
  const lastDay = 'QgYw7_'; // 2026-02-28T23:59:59.900Z
  const firstDay = 'QgYw8A'; // 2026-03-01T00:00:00.000Z

  const consents = { 1: true, 3: true, 4: true, 7: true };
  const answered = {
    eventStatus: 'useractioncomplete',
    tcString: `${core}.${disclosed}.${publisher}`,
    tcfPolicyVersion: 5,
    purpose: { consents },
    vendor: { disclosedVendors: { 2: true, 755: true, 793: true } },
    addtlConsent: '2~89.20~dv.',
  };

  function read(data: object): string | undefined {
    const tool = tools.tcf();
    expect(tool.read()).toBeUndefined();
    setGlobal('__tcfapi', (_: string, __: 2, listener: (data: object, ok: boolean) => void) => {
      listener({}, false);
      listener(data, true);
    });
    expect(changesOf(tool).count).toBe(1);
    return tool.read();
  }

  it.each([
    [answered, 'granted'],
    [{ ...answered, eventStatus: 'tcloaded' }, 'granted'],
    [{ ...answered, eventStatus: 'cmpuishown' }, 'unknown'],
    [{ ...answered, gdprApplies: false }, undefined],
    [{ ...answered, addtlConsent: '2~20~dv.89' }, 'denied'],
    [{ ...answered, addtlConsent: '2~89' }, 'denied'],
    [{ ...answered, addtlConsent: undefined }, 'denied'],
    [{ ...answered, purpose: { consents: { ...consents, 4: false } } }, 'denied'],
    [{ eventStatus: 'tcloaded' }, 'denied'],
    // What @iabtechlabtcf/cmpapi 1.5.21 gives a listener before the tool has called update().
    [{ cmpStatus: 'loading', eventStatus: undefined, gdprApplies: undefined }, undefined],
    // A stub that answers for a tool whose script is still on its way.
    [{ cmpStatus: 'stub', gdprApplies: true, tcString: '' }, undefined],
  ])('%j is %s', (data, answer) => {
    expect(read(data)).toBe(answer);
  });

  it('reports when the string was updated, as the server does', () => {
    setGlobal('__tcfapi', (_: string, __: 2, listener: (data: object, ok: boolean) => void) =>
      listener(answered, true),
    );
    const tool = tools.tcf();
    expect(tool.grantedAt?.()).toBeUndefined();
    changesOf(tool);
    const cookies = `euconsent-v2=${answered.tcString}; addtl_consent=${answered.addtlConsent}`;
    const updatedAt = Number(TCString.decode(answered.tcString).lastUpdated) / 1000;
    expect(tool.grantedAt?.()).toBe(updatedAt);
    expect(tcfCookies().grantedAt?.(cookies)).toBe(updatedAt);
  });

  it.each([
    ['made after 2026-02-28 without disclosed vendors', `${core}.${publisher}`, 'denied'],
    ['an empty list of disclosed vendors', `${core}.IAAAA`, 'denied'],
    ['made on 2026-02-28 without disclosed vendors', madeAt(lastDay, lastDay), 'granted'],
    ['made on 2026-03-01 without disclosed vendors', madeAt(firstDay, firstDay), 'denied'],
    ['updated after 2026-02-28 without disclosed vendors', madeAt(lastDay, firstDay), 'denied'],
    ['cut off', `${core.slice(0, 40)}.${disclosed}`, 'denied'],
    ['a version that does not exist', `D${core.slice(1)}.${disclosed}`, 'denied'],
    [
      'an id that no consent tool has',
      `${core.slice(0, 13)}AB${core.slice(15)}.${disclosed}`,
      'denied',
    ],
    ['not a country', `${core.slice(0, 33)}H_${core.slice(35)}.${disclosed}`, 'denied'],
    ['an empty string', '', 'denied'],
    ['missing, so its time is not known', undefined, 'denied'],
  ])('TC string: %s', (_, tcString, answer) => {
    expect(read({ ...answered, tcString })).toBe(answer);
  });

  it(`gives the answer of the server about every string (${runs(2000)} runs)`, () => {
    const letter = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/='.split(''),
    );
    const changes = fc.dictionary(fc.integer({ min: 0, max: 34 }).map(String), letter, {
      maxKeys: 3,
    });
    const segments = fc.shuffledSubarray([disclosed, publisher, 'IAAAA', 'IA', 'I']);
    const times = fc.constantFrom(core, madeAt(lastDay, lastDay), madeAt(firstDay, lastDay));
    const additional = fc.constantFrom(
      '2~89~dv.',
      '1~89',
      '2~89',
      '2~~dv.89',
      '1~89~x',
      '2~890~dv.',
    );
    fc.assert(
      fc.property(
        times,
        changes,
        fc.constantFrom(99, 99, 99, 40, 20),
        segments,
        additional,
        (start, changed, length, rest, additionalConsent) => {
          const first = Array.from(start, (old, at) => changed[at] ?? old).join('');
          const tcString = [first.slice(0, length), ...rest].join('.');
          const data = {
            ...answered,
            tcString,
            purpose: { consents: purposesOf(tcString) },
            addtlConsent: additionalConsent,
          };
          expect(read(data)).toBe(readTcf({ tcString, additionalConsent }));
          Reflect.deleteProperty(page.window, '__tcfapi');
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  /** What a consent tool reports: the string's own purposes, or any if the string cannot be decoded. */
  function purposesOf(tcString: string): Record<string, boolean> {
    try {
      const { purposeConsents } = TCString.decode(tcString.split('.', 1)[0] ?? '');
      return Object.fromEntries([1, 3, 4, 7].map((id) => [id, purposeConsents.has(id)]));
    } catch {
      return consents;
    }
  }
});
