import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { brief, type Hit, readHit } from './hit.ts';
import type { LibraryUnderTest } from './library-under-test.ts';

/** How a file from Meta's CDN is answered. */
type Answer = 'sent' | 'blocked' | 'held' | 'error 503' | 'empty' | 'no-op';

export interface PageOptions {
  readonly origin?: string;
  readonly body?: string;
  readonly policy?: string;
  readonly referrerPolicy?: string;
}

export const shop = 'https://shop.example.com';

/** A browser profile on a made-up shop; whatever its pages ask for is answered here. */
export interface Stage {
  /** Opens a page of the shop in a new tab. */
  readonly open: (path: string, options?: PageOptions) => Promise<Page>;
  /** What is answered to whatever page is opened next, by a link too. */
  readonly serve: (options: PageOptions) => void;
  readonly context: BrowserContext;
  readonly hits: () => readonly Hit[];
  /** The hits in short, in order of arrival. */
  readonly sent: () => readonly string[];
  readonly console: readonly string[];
  /** Requests outside Meta's `/tr`, its library and its configuration. */
  readonly posted: readonly string[];
  /** How Meta's files are answered from now on. */
  library: Answer;
  config: Answer;
  /** Answers what has been held, and everything after it. */
  readonly release: () => void;
  /** Waits until nothing has been requested for a while. */
  readonly settle: () => Promise<void>;
  readonly cookies: () => Promise<Record<string, string>>;
  readonly close: () => Promise<void>;
}

// HeadlessChrome is on the list of crawlers in a pixel's configuration: Meta's library drops its events.
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

const quietMs = 500;

export async function openStage(browser: Browser, library: LibraryUnderTest): Promise<Stage> {
  const context = await browser.newContext({ userAgent });
  // tsx wraps functions in this helper, also those that run in the page.
  await context.addInitScript('globalThis.__name = (value) => value');
  const hits: Hit[] = [];
  const lines: string[] = [];
  const posted: string[] = [];
  let served: PageOptions = {};
  let release = (): void => {};
  let released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const open = new Set<Route>();
  let lastRequestAt = Date.now();

  const ofMeta = async (route: Route, answer: Answer, text: string): Promise<void> => {
    if (answer === 'blocked') return route.abort('blockedbyclient');
    if (answer === 'error 503') return route.fulfill({ status: 503 });
    if (answer === 'held') await released;
    const body = { empty: '', 'no-op': 'window.fbq = function () {};' }[answer as string] ?? text;
    return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body });
  };

  const answer = async (route: Route): Promise<void> => {
    const request = route.request();
    const url = new URL(request.url());
    if (url.pathname === '/tr' || url.pathname === '/tr/') {
      hits.push(
        await readHit({
          method: request.method(),
          url: request.url(),
          contentType: (await request.headerValue('content-type')) ?? '',
          body: request.postDataBuffer(),
        }),
      );
      return route.fulfill({ contentType: 'image/gif', body: transparentGif });
    }
    if (url.pathname.endsWith('/fbevents.js')) return ofMeta(route, stage.library, library.script);
    if (url.pathname.startsWith('/signals/config/')) {
      const pixelId = url.pathname.split('/')[3] ?? '';
      return ofMeta(route, stage.config, library.config(pixelId));
    }
    if (!url.hostname.endsWith('.example.com') && !url.hostname.endsWith('.example')) {
      return route.fulfill({ status: 404 });
    }
    if (request.resourceType() !== 'document') {
      posted.push(`${url.pathname} ${request.postData() ?? ''}`);
      return url.pathname.startsWith('/refuse')
        ? route.fulfill({ headers: { 'set-cookie': 'meta_consent=denied; Path=/; SameSite=Lax' } })
        : route.fulfill({ status: 204 });
    }
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: {
        ...(served.policy === undefined ? {} : { 'content-security-policy': served.policy }),
        'referrer-policy': served.referrerPolicy ?? 'no-referrer-when-downgrade',
      },
      body: `<!doctype html><title>Shop</title><link rel="icon" href="data:,">${served.body ?? ''}`,
    });
  };

  await context.route('**', async (route) => {
    lastRequestAt = Date.now();
    const isHeld = stage.config === 'held' || stage.library === 'held';
    if (!isHeld) open.add(route);
    try {
      await answer(route);
    } catch {
      // The page that asked has been closed.
    } finally {
      open.delete(route);
      lastRequestAt = Date.now();
    }
  });

  const stage: Stage = {
    context,
    async open(path, options) {
      if (options !== undefined) served = options;
      const page = await context.newPage();
      page.on('console', (message) => lines.push(message.text()));
      page.on('pageerror', (error) => lines.push(error.message));
      await page.goto((served.origin ?? shop) + path, { waitUntil: 'domcontentloaded' });
      return page;
    },
    serve: (options) => {
      served = options;
    },
    hits: () => hits,
    sent: () => hits.map(brief),
    console: lines,
    posted,
    library: 'sent',
    config: 'sent',
    release: () => {
      stage.library = 'sent';
      stage.config = 'sent';
      release();
      released = Promise.resolve();
    },
    async settle() {
      let since: number;
      do {
        lastRequestAt = Date.now();
        while (open.size > 0 || Date.now() - lastRequestAt < quietMs) await pause(25);
        // A page that is busy, with the text of a library for example, has not asked for all of it yet.
        since = lastRequestAt;
        await Promise.all(context.pages().map(idle));
      } while (lastRequestAt > since);
    },
    async cookies() {
      const all = await context.cookies();
      return Object.fromEntries(all.map(({ name, value }) => [name, value]));
    },
    async close() {
      release();
      await context.close();
    },
  };
  return stage;
}

function pause(milliseconds: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function idle(page: Page): Promise<void> {
  try {
    await page.evaluate(
      () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 })),
    );
  } catch {
    // The page is on its way to another, or in the background.
  }
}

const transparentGif = Buffer.from(
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'base64',
);
