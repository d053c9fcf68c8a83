import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../../tools/chromium.ts';
import type * as pixelModule from '../../src/index.ts';
import { type PixelShop, startPixelShop } from '../pixel-shop.ts';

declare const pixel: typeof pixelModule;

describe.skipIf(chromiumPath() === undefined)('a visitor who answered elsewhere', () => {
  let browser: Browser;
  let shop: PixelShop;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath() ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
      // Visitors' browsers keep a page that is left as it is, and so has this one to.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    shop = await startPixelShop();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await shop.close();
  });

  const seen = (): string[] =>
    shop.sandbox.events.map(({ event, eventName }) => {
      const { pathname } = new URL(String(event['event_source_url']));
      return `${pathname} ${eventName}`;
    });
  const sendLead = (): Promise<boolean> =>
    page.evaluate(() => pixel.trackPixelEvent('Lead', {}, 'lead-1'));

  it('in another tab: this one starts at once', async () => {
    await page.goto(`${shop.url}/form`);
    const other = await context.newPage();
    await other.goto(`${shop.url}/other`);
    await other.evaluate(() => pixel.grantConsent());
    await expect.poll(() => seen().sort()).toEqual(['/form PageView', '/other PageView']);

    expect(await sendLead()).toBe(true);
    await expect.poll(seen).toContain('/form Lead');
    await page.reload();
    expect(await sendLead()).toBe(false);
  });

  it('in another tab of a browser without CookieStore: this one starts with its next event', async () => {
    await context.addInitScript(() => Reflect.deleteProperty(window, 'cookieStore'));
    await page.goto(`${shop.url}/form`);
    const other = await context.newPage();
    await other.goto(`${shop.url}/other`);
    await other.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toEqual(['/other PageView']);

    expect(await sendLead()).toBe(false);
    await expect.poll(seen).toEqual(['/other PageView', '/form PageView', '/form Lead']);
    await page.reload();
    expect(await sendLead()).toBe(false);
  });

  it('in another tab of a browser without CookieStore: a call of the site obeys a refusal', async () => {
    await context.addInitScript(() => Reflect.deleteProperty(window, 'cookieStore'));
    await page.goto(`${shop.url}/form`);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toHaveLength(1);
    const other = await context.newPage();
    await other.goto(`${shop.url}/other`);
    await expect.poll(seen).toHaveLength(2);
    await other.evaluate(() => pixel.revokeConsent());

    await page.evaluate(() => Object(window).fbq('track', 'Contact'));
    await page.waitForTimeout(200);
    expect(seen()).toHaveLength(2);
  });

  it('on the server: the page counts, and so does the next one of a single-page app', async () => {
    await page.goto(shop.url);
    await page.evaluate(() => fetch('/consent'));
    await expect.poll(seen).toEqual(['/ PageView']);
    await page.evaluate(() => history.pushState({}, '', '/thank-you'));

    await expect.poll(seen).toEqual(['/ PageView', '/thank-you PageView']);
  });

  it('on the next page, then restored from the back/forward cache', async () => {
    await page.goto(`${shop.url}/one`);
    await page.evaluate(() => Object.assign(window, { kept: true }));
    await page.goto(`${shop.url}/two`);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toEqual(['/two PageView']);
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.evaluate(() => 'kept' in window)).toBe(true);

    await expect.poll(seen).toEqual(['/two PageView', '/one PageView']);
    expect(await sendLead()).toBe(true);
    await expect.poll(seen).toContain('/one Lead');
  });

  it('in another tab, with a refusal: the library receives it first', async () => {
    await page.goto(`${shop.url}/form`);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toHaveLength(1);
    const other = await context.newPage();
    await other.goto(`${shop.url}/other`);
    await other.evaluate(() => pixel.revokeConsent());
    await expect.poll(seen).toHaveLength(2);

    expect(await sendLead()).toBe(false);
    // A call of the site's own, behind our back.
    await page.evaluate(() => Object(window).fbq('track', 'Contact'));
    await page.waitForTimeout(200);
    expect(seen()).toHaveLength(2);
  });
});
