import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import { type Shop, startShop } from '../services/shop.ts';

describe.skipIf(chromiumPath() === undefined)('a Payment Link of the shop', () => {
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    build();
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

  async function buy(consent: string | undefined): Promise<void> {
    if (consent !== undefined) {
      await context.addCookies([{ name: 'meta_consent', value: consent, url: shop.url }]);
    }
    await page.goto(`${shop.url}/gift-card?fbclid=IwAR2F4`, { waitUntil: 'networkidle' });
    await page.getByRole('link', { name: 'Buy a gift card' }).click();
    await page.getByRole('button', { name: 'Pay' }).click();
    await page.getByText('Thanks for your payment').waitFor();
  }
  const purchases = () => shop.sandbox.counted.filter(({ eventName }) => eventName === 'Purchase');

  it('counts a sale of a visitor who agreed, with the click that led to it', async () => {
    await buy('granted');
    expect(purchases()).toMatchObject([
      { event: { user_data: { fbc: expect.stringMatching(/\.IwAR2F4$/) } } },
    ]);
  });

  it.each(['denied', undefined])('sends nothing where the answer is %s', async (consent) => {
    await buy(consent);
    expect(purchases()).toEqual([]);
  });
});

/** As `npm run example:nextjs` does before it starts the shop. */
function build(): void {
  const directory = join(import.meta.dirname, '..');
  const run = (program: string, ...args: string[]): void => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
    execFileSync(program, args, { cwd: directory, env, stdio: 'pipe' });
  };
  if (!existsSync(join(directory, 'node_modules/next'))) run('npm', 'install', '--include=dev');
  run('npm', 'run', 'build', '--prefix', join(directory, '../..'));
  run('npx', 'next', 'build');
}
