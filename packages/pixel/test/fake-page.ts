import { type Mock, vi } from 'vitest';
import type { Fbq, PagePixel } from '../src/fbq/page.ts';

/** As little of a browser as the Pixel half touches; real ones judge it in the slow tests. */
export interface FakePage {
  readonly window: { fbq?: Fbq; metaCapiPixel?: PagePixel };
  /** By `name@domain`, a cookie of the host alone by `name@`. */
  readonly cookies: Map<string, string>;
  /** Every `Set-Cookie`-like text written. */
  readonly written: string[];
  readonly scripts: FakeScript[];
  /** The localStorage, which every tab of a browser shares. */
  readonly storage: Map<string, string>;
  /** The Pixel's calls so far: those in the queue. */
  calls(): ArrayLike<unknown>[];
  /**
   * The library's and the Pixel's configuration have loaded: it reads the queue, and gets the calls
   * from then on. All that it got, in order.
   */
  libraryArrives(): ArrayLike<unknown>[];
  /** Goes to another page of the same site by a link of a single-page app. */
  push(path: string): void;
  replace(path: string): void;
  back(path: string): void;
  /** The browser shows a page that was rendered in advance. */
  show(): void;
  /** An event of the window. */
  happens(event: string): void;
}

interface FakeScript extends EventTarget {
  src?: string;
  async?: boolean;
  nonce?: string;
}

export interface FakePageOptions {
  url?: string;
  cookie?: string;
  globalPrivacyControl?: boolean;
  fbq?: unknown;
  /** What the cookies are for ever: this browser takes none. */
  fixedCookies?: string;
  /** The browser renders it in advance. */
  prerendering?: boolean;
  /** That of another tab. */
  storage?: Map<string, string>;
}

/** The function of another base code on the page, after Meta's library has loaded. */
export function foreignFbq(): Mock<(...call: unknown[]) => void> & Pick<Fbq, 'queue'> {
  return Object.assign(vi.fn<() => void>(), { queue: [], callMethod: () => {} });
}

const publicSuffixes = ['com', 'example', 'uk', 'co.uk'];

export function fakePage(options: FakePageOptions = {}): FakePage {
  const { url = 'https://shop.example.com/', globalPrivacyControl } = options;
  const location = { ...partsOf(url) };
  const cookies = new Map<string, string>();
  const storage = options.storage ?? new Map<string, string>();
  const written: string[] = [];
  const scripts: FakeScript[] = [];
  const events = new EventTarget();
  const window = options.fbq === undefined ? {} : { fbq: options.fbq as Fbq };
  for (const pair of options.cookie?.split('; ') ?? []) {
    const [name = '', ...value] = pair.split('=');
    cookies.set(`${name}@`, value.join('='));
  }
  const document = {
    get cookie() {
      if (options.fixedCookies !== undefined) return options.fixedCookies;
      return [...cookies].map(([key, value]) => `${key.split('@')[0]}=${value}`).join('; ');
    },
    set cookie(text: string) {
      if (options.fixedCookies !== undefined) return;
      written.push(text);
      const [pair = '', ...attributes] = text.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const domain = attributes.find((each) => each.startsWith('Domain='))?.slice(7) ?? '';
      if (domain && !location.hostname.endsWith(domain)) return;
      if (publicSuffixes.includes(domain)) return;
      if (attributes.includes('Max-Age=0')) cookies.delete(`${name}@${domain}`);
      else cookies.set(`${name}@${domain}`, value);
    },
    referrer: 'https://search.example/?q=shoes',
    currentScript: null,
    prerendering: options.prerendering,
    addEventListener: events.addEventListener.bind(events),
    createElement: () => new EventTarget(),
    head: { append: (script: FakeScript) => scripts.push(script) },
  };
  const goTo = (_state: unknown, _title: string, path: string): void => {
    Object.assign(location, partsOf(new URL(path, location.href).href));
  };
  const history = { pushState: goTo, replaceState: goTo };
  vi.stubGlobal('window', window);
  vi.stubGlobal('document', document);
  vi.stubGlobal('location', location);
  vi.stubGlobal('history', history);
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0', globalPrivacyControl });
  vi.stubGlobal('addEventListener', events.addEventListener.bind(events));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => storage.set(key, value),
    removeItem: (key: string) => storage.delete(key),
  });
  const page: FakePage = {
    window,
    cookies,
    written,
    scripts,
    storage,
    calls: () => page.window.fbq?.queue ?? [],
    libraryArrives: () => {
      const sent = page.calls().splice(0);
      const { fbq } = page.window;
      // Like Meta's library: a lock, and what is called meanwhile waits in the queue.
      let isLocked = sent.some((call) => call[0] === 'consent' && call[1] === 'revoke');
      if (fbq) {
        fbq.getState = () => ({ pixels: [{ id: '1234567890' }] });
        fbq.callMethod = (...call) => {
          if (call[0] === 'consent') isLocked = call[1] === 'revoke';
          else if (isLocked) {
            fbq.queue.push(call);
            return;
          }
          sent.push(call);
          if (!isLocked) sent.push(...fbq.queue.splice(0));
        };
      }
      events.dispatchEvent(new Event('load'));
      return sent;
    },
    replace: (path) => history.replaceState({}, '', path),
    push: (path) => history.pushState({}, '', path),
    back: (path) => {
      Object.assign(location, partsOf(new URL(path, location.href).href));
      page.happens('popstate');
    },
    show: () => {
      document.prerendering = false;
      page.happens('prerenderingchange');
    },
    happens: (event) => events.dispatchEvent(new Event(event)),
  };
  return page;
}

type Parts = Pick<URL, 'hash' | 'hostname' | 'href' | 'pathname' | 'port' | 'protocol' | 'search'>;

function partsOf(url: string): Parts {
  const { hash, href, hostname, pathname, port, protocol, search } = new URL(url);
  return { hash, href, hostname, pathname, port, protocol, search };
}
