import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import { type Shop, startShop } from '../services/shop.ts';
import { buildShop } from './build-shop.ts';

describe.skipIf(chromiumPath() === undefined)('a Payment Link of the shop', () => {
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    buildShop();
    shop = await startShop();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
  });
  beforeEach(async () => {
    shop.sandbox.clear();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  async function buy(answer?: 'Allow' | 'Refuse'): Promise<void> {
    await page.goto(`${shop.url}/gift-card?fbclid=IwAR2F4`, { waitUntil: 'networkidle' });
    if (answer !== undefined) await page.getByRole('button', { name: answer }).click();
    await page.getByRole('link', { name: 'Buy a gift card' }).click();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Thanks for your payment').waitFor();
  }
  const purchases = () => shop.sandbox.counted.filter(({ eventName }) => eventName === 'Purchase');

  it('counts a sale of a visitor who agreed, with the click that led to it', async () => {
    await buy('Allow');
    expect(purchases()).toMatchObject([
      { event: { user_data: { fbc: expect.stringMatching(/\.IwAR2F4$/) } } },
    ]);
  });

  it.each(['Refuse', undefined] as const)('sends nothing after the answer %s', async (answer) => {
    await buy(answer);
    expect(purchases()).toEqual([]);
  });
});
