import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchChromium } from '../../../../tools/chromium.ts';
import type * as pixelModule from '../../src/index.ts';
import { type RelayShop, startRelayShop } from './relay-shop.ts';

declare const pixel: typeof pixelModule;

describe.skipIf(chromiumPath() === undefined)('a relay, from a real page to Meta', () => {
  let browser: Browser;
  let shop: RelayShop;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    shop = await startRelayShop();
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${shop.url}/quiz?utm_source=mail`);
    await vi.waitUntil(() => seen('PageView').length === 1);
  });
  afterEach(async () => {
    await context.close();
    await shop.close();
  });

  const seen = (name: string): string[] =>
    shop.sandbox.events
      .filter(({ eventName }) => eventName === name)
      .map(({ source, eventId, verdict }) => `${source} ${eventId} ${verdict}`)
      .sort();
  const pair = ['browser lead-1 counted', 'server lead-1 duplicate'];

  /** Both halves, in the order that a page would send them. */
  const sendLead = (): Promise<boolean> =>
    page.evaluate(() => {
      const customData = { content_name: 'Quiz', value: 1e9, currency: 'EUR' };
      pixel.trackPixelEvent('Lead', customData, 'lead-1');
      return pixel.relayEvent('/api/meta', 'Lead', customData, 'lead-1');
    });

  /** The browser has six connections to a host; while all six wait, what is sent stays in the browser. */
  async function occupyConnections(): Promise<void> {
    await page.evaluate(() => {
      for (let number = 0; number < 6; number += 1) void fetch(`/hang?${number}`);
    });
    await page.waitForTimeout(200);
  }

  it('arrives with what the server knows, and is paired with the Pixel’s', async () => {
    expect(await sendLead()).toBe(true);
    await expect.poll(() => seen('Lead')).toEqual(pair);

    const half = (source: string): Readonly<Record<string, unknown>> | undefined =>
      shop.sandbox.events.find((one) => one.source === source && one.eventName === 'Lead')?.event;
    const { fbp } = Object(half('browser')?.['user_data']) as { fbp?: string };
    expect(fbp).toMatch(/^fb\.1\./);
    expect(half('server')).toMatchObject({
      action_source: 'website',
      event_source_url: `${shop.url}/quiz?utm_source=mail`,
      custom_data: { content_name: 'Quiz', currency: 'EUR' },
      user_data: {
        fbp,
        client_user_agent: expect.stringContaining('Chrome'),
        external_id: [expect.stringMatching(/^[\da-f]{64}$/)],
      },
    });
    expect(half('server')?.['custom_data']).not.toHaveProperty('value');
    expect(shop.sandbox.events.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('arrives where a blocker stops every beacon, of which the page hears nothing', async () => {
    await page.route('**/api/meta', (route) =>
      route.request().resourceType() === 'ping' ? route.abort('blockedbyclient') : route.continue(),
    );
    const { url } = shop;
    expect(await page.evaluate((to) => navigator.sendBeacon(`${to}/api/meta`, '{}'), url)).toBe(
      true,
    );

    expect(await sendLead()).toBe(true);

    await expect.poll(() => seen('Lead')).toEqual(pair);
    expect(shop.posts()).toBe(1);
  });

  describe('F-02 while the page goes away', () => {
    it.each([
      ['as a fetch', false],
      ['as a beacon where no fetch outlives its page', true],
    ])('a tab closed before the request left: it leaves all the same, %s', async (_, without) => {
      if (without) {
        await page.evaluate(() => {
          Reflect.deleteProperty(Request.prototype, 'keepalive');
        });
      }
      await occupyConnections();
      expect(await sendLead()).toBe(true);
      await page.waitForTimeout(200);
      expect(shop.posts()).toBe(0);

      await page.close();

      await expect.poll(() => seen('Lead')).toEqual(pair);
    });

    it('where an ordinary fetch is lost, so the one above proves something', async () => {
      await occupyConnections();
      await page.evaluate(() => {
        const body = JSON.stringify({ eventName: 'Lead', eventId: 'lead-1' });
        void fetch('/api/meta', { method: 'POST', body });
      });
      await page.close();
      await new Promise((resolve) => setTimeout(resolve, 1000));

      expect(shop.posts()).toBe(0);
    });

    it('a click on a link in the same moment', async () => {
      await page.evaluate(() => {
        pixel.trackPixelEvent('Lead', {}, 'lead-1');
        pixel.relayEvent('/api/meta', 'Lead', {}, 'lead-1');
        location.href = '/next';
      });
      await page.waitForURL('**/next');

      await expect.poll(() => seen('Lead')).toEqual(pair);
    });

    it('the last moment of a page: pagehide, in a tab that closes', async () => {
      await page.evaluate(() => {
        addEventListener('pagehide', () => pixel.relayEvent('/api/meta', 'QuizDone', {}, 'quiz-1'));
      });
      await page.close();

      await expect.poll(() => seen('QuizDone')).toEqual(['server quiz-1 counted']);
    });

    it('more than the 64 KiB that may outlive a page: all arrive while the page stays', async () => {
      await occupyConnections();
      const answers = await page.evaluate(() =>
        Array.from({ length: 8 }, (_, index) =>
          pixel.relayEvent('/api/meta', 'QuizDone', { note: 'x'.repeat(16_000) }, `quiz-${index}`),
        ),
      );
      shop.letGo();

      expect(answers).toEqual(Array(8).fill(true));
      await expect
        .poll(() => seen('QuizDone'))
        .toEqual(Array.from({ length: 8 }, (_, index) => `server quiz-${index} counted`));
    });
  });

  describe('F-04 what others write', () => {
    it('a page of another site posts in vain, and so does a frame without an origin', async () => {
      const target = `${shop.url}/api/meta`;
      await page.goto(shop.otherSite);
      await page.evaluate(async (url) => {
        pixel.relayEvent(url, 'Lead', {}, 'forged-1');
        const body = JSON.stringify({ eventName: 'Lead', eventId: 'forged-2' });
        await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body });
        const frame = document.createElement('iframe');
        frame.sandbox.value = 'allow-scripts';
        frame.srcdoc = `<script>navigator.sendBeacon(${JSON.stringify(url)}, ${JSON.stringify(body)})</script>`;
        document.body.append(frame);
      }, target);
      await expect.poll(() => shop.posts()).toBe(3);
      await expect.poll(() => shop.reports).not.toEqual([]);

      expect(seen('Lead')).toEqual([]);
      // Of refused posts the first is reported at once, the others as a total after a minute.
      expect(shop.reports.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^The Origin header is not in `origins`/),
      ]);
    });

    it('a post that is repeated goes out once, a name that is not allowed never', async () => {
      await sendLead();
      await page.reload();
      await sendLead();
      await page.evaluate(() => pixel.relayEvent('/api/meta', 'Purchase', {}, 'order-1'));
      await expect.poll(() => shop.reports).toHaveLength(3);

      expect(seen('Lead')).toEqual(pair);
      expect(seen('Purchase')).toEqual([]);
    });

    it('of who denied, nothing goes on', async () => {
      await page.evaluate(() => pixel.revokeConsent());
      await sendLead();
      await expect.poll(() => shop.reports).toHaveLength(1);

      expect(seen('Lead')).toEqual([]);
    });
  });
});
