import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
} from 'vitest';
import { chromiumPath, launchChromium } from '../../../../tools/chromium.ts';
import { type SandboxServer, startSandbox } from '../../src/index.ts';
import { post } from '../post.ts';
import { purchase } from '../purchase.ts';
import { type OpenedPage, openPage } from './open-page.ts';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const seconds = (): number => Math.floor(Date.now() / 1000);
const event = (id: string, changes = {}): object =>
  purchase({ event_id: id, event_time: seconds(), ...changes });

describe.skipIf(chromiumPath() === undefined)('the page in Chromium', () => {
  let browser: Browser;
  let server: SandboxServer;
  let page: Page;
  let pages: OpenedPage[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    server = await startSandbox({ keep: 20_000 });
    pages = [];
    page = await open(server.url);
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    const complaints = pages.flatMap((opened) => opened.complaints);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });

  async function open(url: string): Promise<Page> {
    const opened = await openPage(browser, url);
    pages.push(opened);
    return opened.page;
  }

  async function violations(): Promise<string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(async () => {
      const { axe: judge } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const found = await judge.run();
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  }

  const rows = (): Promise<string[]> => page.locator('.conversions button').allInnerTexts();
  const browserHit = (id: string): Promise<Response> =>
    server.sandbox.fetch(
      `${server.url}/tr?id=1234567890&ev=Purchase&eid=${id}&cd[value]=5&cd[currency]=EUR`,
    );

  test('shows events as pairs, singles, duplicates and refused events', async () => {
    await page.getByText('Nothing has arrived yet').waitFor();
    await post(server.sandbox, [event('single-1')]);
    await post(server.sandbox, [event('pair-1')]);
    await browserHit('pair-1');
    await post(server.sandbox, [event('twice-1')]);
    await post(server.sandbox, [event('twice-1')]);
    await post(server.sandbox, [event('bad-1', { action_source: 'nowhere' })]);
    await page.locator('.conversions li').nth(3).waitFor();

    const [bad = '', twice = '', pair = '', single = ''] = await rows();
    expect(bad).toMatch(/bad-1[\s\S]*refused[\s\S]*server\s+refused/);
    expect(twice).toMatch(/twice-1\s*duplicates[\s\S]*server\s+counted[\s\S]*server\s+duplicate/);
    expect(pair).toMatch(
      /pair-1\s*pair[\s\S]*server\s+duplicate[\s\S]*\+\d[\s\S]*browser\s+counted/,
    );
    expect(single).toMatch(/single-1\s*single[\s\S]*server\s+counted/);
    expect(await page.getByRole('img').getAttribute('aria-label')).toBe(
      'Events over time: 3 counted, 2 deduplicated, 1 refused',
    );
  });

  test('opens an event by keyboard only: error with its fix, findings, payload', async () => {
    await post(server.sandbox, [event('ok-1')]);
    await post(server.sandbox, [
      event('bad-1', { action_source: 'nowhere', user_data: { em: 'kim@example.com' } }),
    ]);
    await page.locator('.conversions li').nth(1).waitFor();

    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Search',
    );
    await page.locator('.conversions button').nth(1).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    const detail = page.getByRole('region', { name: 'Event in detail' });
    const text = (await detail.textContent()) ?? '';
    expect(text).toContain('bad-1');
    expect(text).toContain('100');
    expect(text).toContain('action_source is required and one of');
    expect(text).toContain('leak email-in-clear');
    expect((await rows())[0]).toMatch(/bad-1[\s\S]*1 leak/);
    expect(text).toMatch(/Missing: .*click ID/);
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  test('shows match keys over time for each event name', async () => {
    let now = Date.now();
    const timed = await startSandbox({ now: () => now });
    onTestFinished(timed.close);
    const lead = (id: string, user: object): object =>
      event(id, { event_name: 'Lead', user_data: user });
    const em = 'a'.repeat(64);
    await post(timed.sandbox, [lead('1', { em, fbp: 'fb.1.1795000000000.1098115397' })]);
    now += 30_000;
    await post(timed.sandbox, [lead('2', { em }), lead('3', { external_id: 'customer-7' })]);
    await post(timed.sandbox, [event('order-1')]);

    const watching = await open(timed.url);
    await watching.getByText('Match keys by event name').click();

    const bars = (key: string, name: string): Promise<string | null> =>
      watching.getByRole('img', { name: `${key} in ${name}` }).getAttribute('aria-label');
    expect(await bars('e-mail', 'Lead')).toBe('e-mail in Lead, oldest to newest: 100 %, 50 %');
    expect(await bars('browser ID', 'Lead')).toMatch(/: 100 %, 0 %$/);
    expect(await bars('phone', 'Purchase')).toMatch(/: 100 %$/);
    const drawn = watching.getByRole('img', { name: 'e-mail in Lead' }).locator('path');
    const heights = await drawn.evaluateAll((paths) =>
      paths.map((path) =>
        [...(path.getAttribute('d') ?? '').matchAll(/v-([\d.]+)/g)].map(([, h]) => h),
      ),
    );
    expect(heights).toEqual([
      ['1', '1'],
      ['1', '0.5'],
    ]);
    const headings = await watching
      .getByRole('table', { name: 'Lead' })
      .getByRole('rowheader')
      .allInnerTexts();
    expect(headings.slice(0, 4)).toEqual([
      'high priority',
      'e-mail',
      'click ID',
      'medium priority',
    ]);
    await watching.context().close();
  });

  test('an open event stays open when its other half arrives and counts instead', async () => {
    await post(server.sandbox, [event('pair-1')]);
    await page.locator('.conversions button').click();
    const detail = page.getByRole('region', { name: 'Event in detail' });
    await expect.poll(() => detail.locator('article').count()).toBe(1);

    await browserHit('pair-1');
    await expect.poll(() => detail.locator('article').count()).toBe(2);
    await page.getByRole('button', { name: 'Close' }).click();

    await detail.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('pair-1');
  });

  test('filters by pixel, with the numbers of that pixel', async () => {
    await post(server.sandbox, [event('a-1')]);
    await post(server.sandbox, [event('b-1'), event('b-2')], {}, 'v26.0/9876543210/events');
    await page.getByLabel('Pixel', { exact: true }).selectOption('9876543210');

    expect(await rows()).toEqual([expect.stringContaining('b-2'), expect.stringContaining('b-1')]);
    await page.getByRole('img', { name: 'Events over time: 2 counted' }).waitFor();
  });

  test.skipIf(!hasCurl)('the empty page shows a command that works', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy command' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());

    await promisify(execFile)('sh', ['-c', command]);

    await page.locator('.conversions li').waitFor();
    expect(await rows()).toEqual([expect.stringMatching(/Lead\s*lead-1[\s\S]*counted/)]);
    expect(server.sandbox.events[0]?.findings).toEqual([]);
  });

  test('filters, searches, pauses, clears and copies', async () => {
    await post(server.sandbox, [event('a-1'), event('b-1', { event_name: 'Lead' })]);
    await page.locator('.conversions li').nth(1).waitFor();

    await page.getByLabel('Search').fill('B-1');
    expect(await rows()).toEqual([expect.stringContaining('Lead')]);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Show', { exact: true }).selectOption('refused');
    expect(await rows()).toEqual([]);
    await page.getByRole('button', { name: 'Show everything' }).click();
    expect(await rows()).toHaveLength(2);

    await page.getByRole('button', { name: 'Pause' }).click();
    await post(server.sandbox, [event('c-1')]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await rows()).toHaveLength(2);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.conversions li').nth(2).waitFor();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.conversions button').first().click();
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ event_id: 'c-1' });

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing has arrived yet').waitFor();
    expect(server.sandbox.events).toEqual([]);
  });

  test('simulates an error for the next requests and cancels it', async () => {
    await page.getByLabel('Fault', { exact: true }).selectOption('transient');
    await page.getByLabel('How many requests').fill('2');
    await page.getByRole('button', { name: 'Play fault' }).click();
    await page.getByText('2 × transient').waitFor();

    expect((await post(server.sandbox, [event('retry-1')])).status).toBe(500);
    await page.getByText('1 × transient').waitFor();
    await page.getByRole('button', { name: 'Call off' }).click();
    await page.getByText('1 × transient').waitFor({ state: 'detached' });

    expect((await post(server.sandbox, [event('retry-1')])).status).toBe(200);
    await page.locator('.conversions button', { hasText: 'counted' }).waitFor();
    expect(await rows()).toEqual([
      expect.stringMatching(
        /retry-1\s*single\s*transient[\s\S]*server\s+refused[\s\S]*\+\d[\s\S]*server\s+counted/,
      ),
    ]);
    await page.getByText('1 of 1 conversions').waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption('refused');
    expect(await rows()).toHaveLength(1);
  });

  test('offers every fault', async () => {
    const faults = page.getByLabel('Fault', { exact: true });
    for (const label of await faults.locator('option').allInnerTexts()) {
      await faults.selectOption(label);
      await page.getByRole('button', { name: 'Play fault' }).click();
    }

    await expect
      .poll(() => server.sandbox.faults.waiting.map(({ kind }) => kind))
      .toEqual([
        'latency',
        'timeout',
        'server_error',
        'rate_limited',
        'throttled',
        'transient',
        'token_expired',
        'truncated_body',
      ]);
  });

  test('removes what the sandbox removes', async () => {
    const small = await startSandbox({ keepBytes: 250_000 });
    onTestFinished(small.close);
    const watching = await open(small.url);
    const custom_data = { value: 5, currency: 'EUR', note: 'x'.repeat(100_000) };
    for (const id of ['a', 'b', 'c', 'd']) {
      await post(small.sandbox, [event(`big-${id}`, { custom_data })]);
      await watching.getByText(`big-${id}`).waitFor();
    }

    await expect
      .poll(() => watching.locator('.conversions .id').allInnerTexts())
      .toEqual(['big-d', 'big-c']);
    await watching.context().close();
  });

  test('shows received text as text, under a Content-Security-Policy that runs none of it', async () => {
    const html = '<img src="x" onerror="document.title = 1"><script>document.title = 1</script>';
    await post(server.sandbox, [event(html, { event_name: html, custom_data: { note: html } })]);
    await page.locator('.conversions button').click();

    expect(await rows()).toEqual([expect.stringContaining(html)]);
    expect(await page.title()).toBe('Meta events sandbox');
    const policy = (await fetch(server.url)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('reports a lost connection and continues after it is restored', async () => {
    await post(server.sandbox, [event('before-1')]);
    await page.locator('.conversions li').waitFor();
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.getByText('not connected').waitFor();
    server = await startSandbox({ port });
    await page.getByText('Nothing has arrived yet').waitFor();
    await post(server.sandbox, [event('after-1')]);
    await page.locator('.conversions li').waitFor();

    expect(await rows()).toEqual([expect.stringContaining('after-1')]);
    // The browser itself notes the connection that broke, and each that was refused.
    pages = [];
  });

  test('shows the events of a recording at their original times', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'sandbox-')), 'recorded.jsonl');
    const recording = await startSandbox({ record: file });
    recording.sandbox.faults.simulate({ kind: 'transient' });
    await post(recording.sandbox, [event('old-1')]);
    await post(recording.sandbox, [event('old-1')]);
    await recording.close();
    expect(readFileSync(file, 'utf8')).not.toContain('EAAmadeUpToken');
    const replay = await startSandbox({ replay: file });
    onTestFinished(replay.close);

    const replayed = await open(replay.url);
    await replayed.locator('.conversions li').waitFor();

    expect(replay.sandbox.events).toEqual(recording.sandbox.events);
    await replayed.close();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violations()).toEqual([]);
    await post(server.sandbox, [event('ok-1')]);
    await browserHit('ok-1');
    await post(server.sandbox, [event('bad-1', { action_source: 'x', user_data: { em: 'y' } })]);
    await page.locator('.conversions li').nth(1).waitFor();
    await page.getByText('Match keys by event name').click();
    await page.locator('.conversions button').first().click();

    expect(await violations()).toEqual([]);
  });

  test('fits on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await post(server.sandbox, [event('x'.repeat(90))]);
    await post(
      server.sandbox,
      Array.from({ length: 40 }, (_, index) => event(`later-${index}`)),
    );
    await page.getByText('Match keys by event name').click();
    await page.locator('.conversions button').last().click();

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const detail = page.getByRole('region', { name: 'Event in detail' });
    expect((await detail.boundingBox())?.y).toBeLessThan(200);
    expect(await detail.textContent()).toContain('xxx');
  });
});
