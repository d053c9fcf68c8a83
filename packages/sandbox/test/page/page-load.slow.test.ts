import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, launchChromium } from '../../../../tools/chromium.ts';
import { type SandboxServer, startSandbox } from '../../src/index.ts';
import { post } from '../post.ts';
import { purchase } from '../purchase.ts';
import { tasksWhile } from '../tasks.ts';
import { openPage } from './open-page.ts';

describe.skipIf(chromiumPath() === undefined)('the page under load', () => {
  let browser: Browser;
  let server: SandboxServer;
  let page: Page;
  let sent: number;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    server = await startSandbox({ keep: 20_000 });
    ({ page } = await openPage(browser, server.url));
    sent = 0;
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
  });

  async function send(requests: number, eventsEach: number): Promise<void> {
    const event_time = Math.floor(Date.now() / 1000);
    for (let request = 0; request < requests; request++) {
      const events = Array.from({ length: eventsEach }, () =>
        purchase({ event_id: `order-${sent++}`, event_time }),
      );
      await post(server.sandbox, events);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const shown = (conversions: number): Promise<void> =>
    page.getByText(`${conversions} of ${conversions} shown`).waitFor({ timeout: 60_000 });

  /** The measured values are printed too: they are far from the limit. */
  function longestOf(tasks: readonly number[]): number {
    const [longest = Number.NaN] = tasks;
    console.info(`${tasks.length} tasks, the longest ${longest.toFixed(1)} ms`);
    return longest;
  }

  /** MB of its JavaScript heap that is in use. */
  async function heap(): Promise<number> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    await devtools.detach();
    return usedSize / 1e6;
  }

  test('filters ten thousand events without a task above 100 ms', async () => {
    await send(10, 1000);
    await shown(10_000);
    await page.waitForTimeout(500);

    const tasks = await tasksWhile(browser, page, async () => {
      await page.getByLabel('Search').pressSequentially('order-799', { delay: 30 });
      await page.getByText('11 of 10000 shown').waitFor();
      await page.getByLabel('Show', { exact: true }).selectOption('server');
      await page.getByLabel('Search').fill('');
      await shown(10_000);
    });

    expect(longestOf(tasks)).toBeLessThanOrEqual(100);
    expect(await page.locator('.conversions li').count()).toBe(50);
  });

  test('filters as fast while a thousand events arrive per second and match keys are open', async () => {
    await send(10, 1000);
    await shown(10_000);
    await page.getByRole('button', { name: 'Match keys' }).click();
    await page.waitForTimeout(500);

    const tasks = await tasksWhile(browser, page, async () => {
      const arriving = send(400, 10);
      for (const text of ['order-7', 'order-79', 'order-799', 'no such', 'purchase', '']) {
        await page.getByLabel('Search').fill(text);
        await page.waitForTimeout(300);
      }
      await arriving;
    });

    await shown(14_000);
    expect(longestOf(tasks)).toBeLessThanOrEqual(100);
  });

  test('keeps no more than twenty thousand events in memory', async () => {
    const before = await heap();
    await send(20, 1000);
    await shown(20_000);
    const full = await heap();
    await send(40, 1000);
    await page.getByText('order-59999').waitFor({ timeout: 60_000 });
    const after = await heap();

    console.info('JS heap after 0, 20,000 and 60,000 events, MB:', before, full, after);
    expect(after).toBeLessThan(full * 1.2);
    expect(after).toBeLessThan(50);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No events received yet').waitFor();
    expect(await heap()).toBeLessThan(before + 3);
  });
});
