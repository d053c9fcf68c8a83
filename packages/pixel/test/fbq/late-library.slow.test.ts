import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../../tools/chromium.ts';
import type * as pixelModule from '../../src/index.ts';
import { type PixelShop, startPixelShop } from '../pixel-shop.ts';

declare const pixel: typeof pixelModule;

describe.skipIf(chromiumPath() === undefined)("while Meta's library is on its way", () => {
  let browser: Browser;
  let shop: PixelShop;
  let context: BrowserContext;
  let page: Page;
  let libraryComes: (how: 'there' | 'away') => void;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    shop = await startPixelShop();
    shop.library = new Promise((resolve) => {
      libraryComes = resolve;
    });
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    libraryComes('away');
    await context.close();
    await shop.close();
  });

  const open = (path: string): Promise<unknown> =>
    page.goto(shop.url + path, { waitUntil: 'domcontentloaded' });
  const track = (): Promise<boolean> =>
    page.evaluate(() => {
      const order = { value: 12.5, currency: 'EUR' };
      return pixel.trackPixelEvent('Purchase', order, 'order-1');
    });
  const ready = (): Promise<unknown> => page.waitForFunction(() => pixel.isPixelReady());
  const seen = (): unknown[] => shop.sandbox.events.map(({ eventName }) => eventName);
  const cookies = async (): Promise<string[]> =>
    (await context.cookies()).map(({ name, value }) => `${name}=${value}`);

  it.each(['drop', 'send'] as const)('a refusal drops what waits (%s)', async (how) => {
    shop.options = { ...shop.options, whenConsentUnknown: how };
    await open('/');
    await page.evaluate(() => pixel.grantConsent());
    expect(await track()).toBe(false);
    await page.evaluate(() => pixel.revokeConsent());
    libraryComes('there');
    await page.waitForFunction(() => Object(window).fbq.callMethod !== undefined);
    await page.waitForTimeout(200);

    expect(seen()).toEqual([]);
    expect(await cookies()).toEqual(['meta_consent=denied']);

    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toEqual(['PageView']);
  });

  it('an event that was never sent is tracked again by the next page', async () => {
    shop.options = { ...shop.options, whenConsentUnknown: 'send' };
    await open('/thank-you');
    expect(await track()).toBe(false);
    libraryComes('away');
    await page.waitForLoadState('networkidle');

    shop.library = Promise.resolve('there');
    await page.reload();
    await ready();
    expect(await track()).toBe(true);
    await expect.poll(seen).toEqual(['PageView', 'Purchase']);
    await page.reload();
    expect(await track()).toBe(false);
  });

  it('an event of a page that was left before the library loaded is tracked again', async () => {
    shop.options = { ...shop.options, whenConsentUnknown: 'send' };
    await open('/thank-you');
    expect(await track()).toBe(false);
    await open('/');
    await open('/thank-you');
    expect(await track()).toBe(false);
    libraryComes('there');
    await expect.poll(seen).toContain('Purchase');
    await page.reload();

    expect(await track()).toBe(false);
    expect(seen().filter((name) => name === 'Purchase')).toHaveLength(1);
  });
});
