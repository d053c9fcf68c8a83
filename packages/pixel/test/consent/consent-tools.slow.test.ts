import { createCapiClient, generateEventId, visitorFromRequest } from '@meta-capi/core';
import { readsCookies } from '@meta-capi/core/consent-tools';
import { createSandbox } from '@meta-capi/sandbox';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../../tools/chromium.ts';
import type * as pixelModule from '../../src/index.ts';
import { pixelBaseCode } from '../../src/index.ts';
import { bundled, toolPages } from './tool-pages.ts';

declare const pixel: typeof pixelModule;
declare const change: (isGranted: boolean) => unknown;
declare const answers: string[];

const pixelId = '1234567890';
const site = 'https://www.shop.example.co.uk';

describe.skipIf(chromiumPath() === undefined)('a real consent tool', () => {
  const sandbox = createSandbox();
  const client = createCapiClient({
    pixelId,
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  describe.each(toolPages)('$name', (tool) => {
    let context: BrowserContext;
    let page: Page;
    let script: string;
    /** The consent of each request, read from the tool's cookie and from `meta_consent`. */
    let onServer: (string | undefined)[];
    beforeAll(async () => {
      script = await bundled(tool);
    }, 120_000);
    beforeEach(async () => {
      sandbox.clear();
      onServer = [];
      context = await browser.newContext();
      await context.route('**', answer);
      page = await context.newPage();
    });
    afterEach(() => context.close());

    async function answer(route: Route): Promise<void> {
      const request = route.request();
      const url = new URL(request.url());
      if (url.origin === site) return route.fulfill(await ofSite(route));
      const response = await sandbox.fetch(url, {
        method: request.method(),
        headers: await request.allHeaders(),
        ...(request.method() === 'POST' ? { body: request.postData() ?? '' } : {}),
      });
      return route.fulfill({
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        body: Buffer.from(await response.arrayBuffer()),
      });
    }

    async function ofSite(route: Route): Promise<Parameters<Route['fulfill']>[0]> {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/favicon.ico') return { status: 204 };
      if (pathname === '/tool.js') return { contentType: 'text/javascript', body: script };
      if (pathname === '/api/lead') {
        const headers = await route.request().allHeaders();
        const request = new Request(site, { headers });
        const visitor = visitorFromRequest(request, { consent: readsCookies(tool.read) });
        onServer.push(visitor.consent, visitorFromRequest(request).consent);
        const eventId = generateEventId();
        await client.sendLeadEvent({ eventId, userData: { email: 'ann@example.com' }, visitor });
        return { contentType: 'application/json', body: JSON.stringify({ eventId }) };
      }
      return {
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><title>Shop</title>
<script>${pixelBaseCode({ pixelId, whenConsentUnknown: 'drop' })}</script>
<body><script src="/tool.js"></script></body>`,
      };
    }

    /** Sends both halves; returns the Pixel's result and what the server read. */
    const sendLead = async (tab: Page = page): Promise<unknown[]> => {
      onServer = [];
      const isSent = await tab.evaluate(async () => {
        const response = await fetch('/api/lead', { method: 'POST' });
        const { eventId } = (await response.json()) as { eventId: string };
        return pixel.trackPixelEvent('Lead', {}, eventId);
      });
      return [isSent, ...onServer];
    };
    const seen = (): string[] =>
      sandbox.events.map(({ source, eventName }) => `${source} ${eventName}`).sort();
    const isReady = (tab: Page = page): Promise<boolean> =>
      tab.evaluate(() => pixel.isPixelReady());
    const answered = (): Promise<string[]> => page.evaluate(() => answers);

    it('fresh: neither half sends anything', async () => {
      await page.goto(site);
      await page.waitForTimeout(300);
      expect(await sendLead()).toEqual([false, 'unknown', 'unknown']);
      expect([seen(), await answered()]).toEqual([[], []]);
    });

    it('accepted: everything after it is a pair, also on the next page', async () => {
      await page.goto(site);
      await tool.accept(page);
      await expect.poll(isReady).toBe(true);
      expect(await sendLead()).toEqual([true, 'granted', 'granted']);
      await page.goto(`${site}/next`);
      await expect.poll(isReady).toBe(true);
      expect(await sendLead()).toEqual([true, 'granted', 'granted']);

      await expect.poll(() => sandbox.events.length).toBe(6);
      const leads = sandbox.counted.filter(({ eventName }) => eventName === 'Lead');
      expect(leads).toHaveLength(2);
      expect(await answered()).toEqual([]);
    });

    it('rejected: neither half sends anything, also on the next page', async () => {
      await page.goto(site);
      await tool.reject(page);
      await expect.poll(answered).toHaveLength(1);
      expect(await sendLead()).toEqual([false, 'denied', 'denied']);
      await page.goto(`${site}/next`);
      expect(await sendLead()).toEqual([false, 'denied', 'denied']);
      expect(seen()).toEqual([]);
    });

    it('withdrawn, and given again: both halves follow at once', async () => {
      await page.goto(site);
      await tool.accept(page);
      await expect.poll(isReady).toBe(true);
      await page.evaluate(() => change(false)).catch(() => undefined);
      await page.waitForLoadState();
      await expect.poll(isReady).toBe(false);
      expect(await sendLead()).toEqual([false, 'denied', 'denied']);
      await page.evaluate(() => change(true));
      await expect.poll(isReady).toBe(true);
      expect(await sendLead()).toEqual([true, 'granted', 'granted']);
    });

    it('answered in another tab: this one follows', async () => {
      await page.goto(site);
      const other = await context.newPage();
      await other.goto(`${site}/other`);
      await tool.accept(other);
      await expect.poll(isReady).toBe(true);
      expect(await sendLead()).toEqual([true, 'granted', 'granted']);
      await other.evaluate(() => change(false)).catch(() => undefined);
      await expect.poll(isReady).toBe(false);
      expect(await sendLead()).toEqual([false, 'denied', 'denied']);
    });
  });
});
