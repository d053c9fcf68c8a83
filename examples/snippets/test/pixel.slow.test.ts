import { readFile } from 'node:fs/promises';
import { createSandbox } from '@meta-capi/sandbox';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pixelBundle } from '../../../packages/pixel/test/pixel-bundle.ts';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import type { showConsentBanner } from '../src/pixel-consent.ts';
import type { fillHiddenFields } from '../src/pixel-hidden-fields.ts';

declare const snippets: {
  showConsentBanner: typeof showConsentBanner;
  fillHiddenFields: typeof fillHiddenFields;
};

const fbp = 'fb.1.1596403881668.1116446470';

describe.skipIf(chromiumPath() === undefined)('snippets of the Pixel, in a real page', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `export * from './pixel-consent.ts'; export * from './pixel-hidden-fields.ts';`,
        resolveDir: `${import.meta.dirname}/../src`,
      },
      bundle: true,
      format: 'iife',
      globalName: 'snippets',
      conditions: ['@meta-capi/source'],
      write: false,
    });
    browser = await launchChromium();
    page = await browser.newPage();
    await page.route('**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><script>${outputFiles[0]?.text}</script>
<div id="banner"><button class="agree">Yes</button><button class="refuse">No</button></div>
<form>${[27, 28, 29, 30, 31].map((id) => `<input type="hidden" name="field[${id}]">`).join('')}</form>`,
      }),
    );
    await page
      .context()
      .addCookies([{ name: '_fbp', value: fbp, url: 'https://shop.example.com' }]);
  });
  afterAll(() => browser?.close());

  const showBanner = (): Promise<boolean> =>
    page.evaluate(() => {
      const banner = document.querySelector<HTMLElement>('#banner');
      if (banner) snippets.showConsentBanner(banner);
      return banner?.hidden === false;
    });

  it('the banner asks once, and keeps the answer', async () => {
    await page.goto('https://shop.example.com/');
    expect(await showBanner()).toBe(true);
    await page.getByRole('button', { name: 'Yes' }).click();
    expect(await page.locator('#banner').isHidden()).toBe(true);
    expect(await page.evaluate(() => document.cookie)).toContain('meta_consent=granted');

    await page.reload();
    expect(await showBanner()).toBe(false);
  });

  it('the hidden fields hold what the ActiveCampaign adapter reads', async () => {
    await page.goto('https://shop.example.com/news?fbclid=IwAR2F4');
    const [eventId, fields] = await page.evaluate(() => {
      const form = document.querySelector('form') ?? new HTMLFormElement();
      const id = snippets.fillHiddenFields(form);
      return [id, Object.fromEntries(new FormData(form))] as const;
    });

    expect(fields).toEqual({
      'field[27]': expect.stringMatching(new RegExp(`^${eventId}\\.\\d{10}$`)),
      'field[28]': fbp,
      'field[29]': expect.stringMatching(/^fb\.1\.\d{13}\.IwAR2F4$/),
      'field[30]': 'https://shop.example.com/news?fbclid=IwAR2F4',
      'field[31]': 'granted',
    });
  });

  it('a static page asks, and tracks a form under the id of the answer', async () => {
    const sandbox = createSandbox();
    const script = await pixelBundle('metaPixel');
    const html = await readFile(new URL('../src/static-page.html', import.meta.url), 'utf8');
    const shop = await browser.newPage();
    await shop.route('**', async (route) => {
      const request = route.request();
      const url = new URL(request.url());
      if (url.pathname === '/meta-pixel.js')
        return route.fulfill({ contentType: 'text/javascript', body: script });
      if (url.pathname === '/api/contact') return route.fulfill({ json: { eventId: 'lead-7' } });
      if (url.hostname === 'shop.example.com')
        return route.fulfill({ contentType: 'text/html', body: html });
      const response = await sandbox.fetch(url, {
        method: request.method(),
        headers: await request.allHeaders(),
      });
      const contentType = response.headers.get('content-type') ?? '';
      return route.fulfill({ contentType, body: Buffer.from(await response.arrayBuffer()) });
    });
    const seen = (): unknown[] => sandbox.events.map(({ eventName }) => eventName);
    const submit = async (): Promise<void> => {
      await shop.getByRole('textbox').fill('ann@example.com');
      await shop.getByRole('button', { name: 'Subscribe' }).click();
    };

    await shop.goto('https://shop.example.com/');
    await submit();
    expect(seen()).toEqual([]);
    await shop.getByRole('button', { name: 'Yes' }).click();
    await expect.poll(seen).toEqual(['PageView']);
    await submit();
    await expect.poll(seen).toEqual(['PageView', 'Lead']);
    expect(sandbox.events[1]).toMatchObject({ eventId: 'lead-7' });
    await shop.reload();
    expect(await shop.locator('#banner').isHidden()).toBe(true);
  });
});
