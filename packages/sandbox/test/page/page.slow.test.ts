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

  const rows = (): Promise<string[]> => page.locator('.conversions .row').allInnerTexts();
  const browserHit = (id: string, more = ''): Promise<Response> =>
    server.sandbox.fetch(
      `${server.url}/tr?id=1234567890&ev=Purchase&eid=${id}&cd[value]=5&cd[currency]=EUR${more}`,
    );

  test('shows pairs, single halves, duplicates and refused events', async () => {
    await page.getByText('No events received yet').waitFor();
    await post(server.sandbox, [event('single-1')]);
    await post(server.sandbox, [event('pair-1')]);
    await browserHit('pair-1');
    await post(server.sandbox, [event('twice-1')]);
    await post(server.sandbox, [event('twice-1')]);
    await post(server.sandbox, [event('bad-1', { action_source: 'nowhere' })]);
    await page.locator('.conversions li').nth(3).waitFor();

    const [bad = '', twice = '', pair = '', single = ''] = await rows();
    expect(bad).toMatch(/Purchase[\s\S]*Refused[\s\S]*bad-1[\s\S]*100/);
    expect(twice).toMatch(/Server only\s*×2[\s\S]*twice-1/);
    expect(pair).toMatch(/5 EUR[\s\S]*Pair\s*\+\d[\s\S]*pair-1/);
    expect(single).toMatch(/Server only[\s\S]*single-1/);
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
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowDown');

    const detail = page.getByRole('region', { name: 'Event in detail' });
    const text = (await detail.textContent()) ?? '';
    expect(text).toContain('bad-1');
    expect(text).toContain('100');
    expect(text).toContain('action_source is required and one of');
    expect(text).toContain('leak email-in-clear');
    expect((await rows())[0]).toMatch(/bad-1[\s\S]*1 leak/);
    expect(text).toMatch(/Missing match keys: .*click ID/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => detail.textContent()).toContain('ok-1');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  test('shows the share of each match key by event name, without zeros', async () => {
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
    await watching.getByRole('button', { name: 'Match keys' }).click();

    const share = (key: string, name: string): Promise<string | null> =>
      watching.getByRole('meter', { name: `${key} in ${name}` }).getAttribute('value');
    expect(await share('e-mail', 'Lead')).toBe('67');
    expect(await share('browser ID', 'Lead')).toBe('33');
    expect(await share('phone', 'Purchase')).toBe('100');
    const table = watching.getByRole('table', { name: 'Lead' });
    expect(await table.getByRole('rowheader').allInnerTexts()).toEqual([
      'e-mail',
      'external ID',
      'browser ID',
    ]);
    expect(await table.textContent()).toMatch(/Never: click ID, .*gender/);
    await watching.context().close();
  });

  test('an open event stays open when its other half arrives and counts instead', async () => {
    await post(server.sandbox, [event('pair-1')]);
    await page.locator('.conversions .name').click();
    const detail = page.getByRole('region', { name: 'Event in detail' });
    await expect.poll(() => detail.locator('article').count()).toBe(1);

    await browserHit('pair-1');
    await expect.poll(() => detail.locator('article').count()).toBe(2);
    await page.getByRole('button', { name: 'Close' }).click();

    await detail.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => location.search)).toBe('');
  });

  test('shows a near miss as one broken pair with both ids, the difference and the fix', async () => {
    const fbp = 'fb.1.1795000000000.1098115397';
    await browserHit('order_1001', `&fbp=${fbp}`);
    await post(server.sandbox, [event('pi_3QxYz')]);
    await page.locator('.row.broken .name').click();

    expect(await rows()).toEqual([
      expect.stringMatching(/Broken pair[\s\S]*order_1001[\s\S]*pi_3QxYz[\s\S]*counted twice/),
    ]);
    const detail = page.getByRole('region', { name: 'Event in detail' });
    expect(await detail.locator('mark').allInnerTexts()).toEqual(['order_1001', 'pi_3QxYz']);
    expect(await detail.textContent()).toContain(
      'Fix: send pi_3QxYz from the browser too, as eventID in the fourth argument of fbq. Only event_id has to be equal',
    );
    await page.getByRole('button', { name: /1 conversion/ }).click();
    expect(await page.evaluate(() => location.search)).toContain('show=broken');
  });

  test('marks a server event in addition to the pair of the same sale, and opens either', async () => {
    await browserHit('pi_3QxYz');
    await post(server.sandbox, [event('pi_3QxYz')]);
    await post(server.sandbox, [event('cs_test_a1')]);
    await page.locator('.row.server .name').click();

    expect(await rows()).toEqual([
      expect.stringMatching(/Server only[\s\S]*cs_test_a1[\s\S]*duplicate\?/),
      expect.stringMatching(/Pair[\s\S]*pi_3QxYz[\s\S]*duplicate\?/),
    ]);
    const detail = page.getByRole('region', { name: 'Event in detail' });
    expect(await detail.locator('.possible-duplicate').textContent()).toMatch(
      /Another server event .* has the event ID pi_3QxYz.*Meta counts it twice.*one source only/,
    );
    await page.getByRole('button', { name: 'Open the other event' }).click();
    await detail.getByText('has the event ID cs_test_a1').waitFor();
    await page.getByRole('button', { name: /possibly counted twice/ }).click();
    expect(await page.evaluate(() => location.search)).toContain('show=possible');
  });

  test('page views are not conversions, and every headline figure is a filter', async () => {
    await server.sandbox.fetch(`${server.url}/tr?id=1234567890&ev=PageView&eid=view-1`);
    await browserHit('pair-1');
    await post(server.sandbox, [event('pair-1'), event('single-1')]);
    await post(server.sandbox, [event('bad-1', { action_source: 'nowhere' })]);
    await page.locator('.conversions li').nth(3).waitFor();

    const figures = page.getByRole('group', { name: 'Headline figures' });
    expect(await figures.locator('b').allInnerTexts()).toEqual(['2', '50 %', '1', '0']);
    const show = async (name: string): Promise<string[]> => {
      await figures.getByRole('button', { name }).click();
      const ids = await page.locator('.conversions .id').allInnerTexts();
      await figures.getByRole('button', { name }).click();
      return ids;
    };
    expect(await show('conversions')).toEqual(['single-1', 'pair-1']);
    expect(await show('pair rate')).toEqual(['single-1']);
    expect(await show('refused')).toEqual(['bad-1']);
    expect(await show('leaks')).toEqual([]);
    await page.getByRole('button', { name: 'PageView 1' }).click();
    expect(await page.locator('.conversions .id').allInnerTexts()).toEqual(['view-1']);
  });

  test('every view has a URL, and Back closes an event', async () => {
    await post(server.sandbox, [event('a-1'), event('b-1', { event_name: 'Lead' })]);
    await page.getByLabel('Search').fill('a-1');
    await page.getByLabel('Show', { exact: true }).selectOption('server');
    await page.locator('.conversions .name').click();
    const shared = await open(page.url());
    const detail = shared.getByRole('region', { name: 'Event in detail' });
    await detail.waitFor();
    expect(await detail.textContent()).toContain('a-1');
    expect(await shared.getByLabel('Search').inputValue()).toBe('a-1');
    await shared.context().close();

    await page.goBack();
    await page.getByRole('region', { name: 'Event in detail' }).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Search').inputValue()).toBe('a-1');
  });

  test('shows request and response, and sends the request again', async () => {
    await post(server.sandbox, [event('again-1')]);
    await page.locator('.conversions .name').click();
    await page.getByText('Request and response').click();
    const detail = page.getByRole('region', { name: 'Event in detail' });
    await detail.getByText('Response body').waitFor();
    expect(await detail.textContent()).toMatch(/status 200 · [\d.]+ ms/);
    expect(await detail.textContent()).toContain('"events_received": 1');
    await page.getByRole('button', { name: 'Resend to the sandbox' }).click();

    await expect
      .poll(() => server.sandbox.events.map(({ verdict }) => verdict))
      .toEqual(['counted', 'duplicate']);
    await detail.getByText('attempt 2 of 2').waitFor();
    await detail.getByText(/Compare server #1 and server #2: 0 differences/).waitFor();
  });

  test('sends a sample pair without findings', async () => {
    await page.getByRole('button', { name: 'Send a sample pair' }).click();

    await page.locator('.row.pair').waitFor();
    expect(server.sandbox.events.flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('shows the keys, and a click on the time strip filters by time', async () => {
    await post(server.sandbox, [event('a-1')]);
    await page.locator('.conversions li').waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    await help.getByRole('button', { name: 'Close' }).click();
    await help.waitFor({ state: 'hidden' });

    const plot = page.getByRole('img', { name: /Events over time/ });
    const over = await plot.locator('.u-over').boundingBox();
    const { x = 0, y = 0, width = 0, height = 0 } = over ?? {};
    await page.mouse.move(x + width - 3, y + height / 2);
    await page.getByText(/1 counted, 0 deduplicated, 0 refused. Click to filter/).waitFor();
    await page.mouse.click(x + width - 3, y + height / 2);
    await page.getByRole('button', { name: 'Remove the time filter' }).click();
    expect(await page.evaluate(() => location.search)).toBe('');
  });

  test('nothing wraps at 1280 pixels with an event open, and the list starts in the upper third', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await browserHit('pair-1');
    await post(server.sandbox, [event('pair-1')]);
    await post(server.sandbox, [event('x'.repeat(90), { event_name: 'CompleteRegistration' })]);
    await page.locator('.row.server .name').click();

    const heights = await page
      .locator('.conversions .row')
      .evaluateAll((all) => all.map(({ clientHeight }) => clientHeight));
    expect(Math.max(...heights)).toBeLessThan(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
    expect((await page.locator('.list').boundingBox())?.y).toBeLessThan(267);
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
    expect(await rows()).toEqual([expect.stringMatching(/Lead[\s\S]*Server only[\s\S]*lead-1/)]);
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
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.conversions li').nth(2).waitFor();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.conversions .name').first().click();
    await page.getByText('Event as JSON').click();
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(copied)).toMatchObject({ event_id: 'c-1' });

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No events received yet').waitFor();
    expect(server.sandbox.events).toEqual([]);
    await page.getByRole('button', { name: 'Undo clear' }).click();
    await page.locator('.conversions li').nth(2).waitFor();
    expect(server.sandbox.events.map(({ eventId }) => eventId)).toEqual(['a-1', 'b-1', 'c-1']);
  });

  test('simulates an error for the next requests and cancels it', async () => {
    await page.getByRole('button', { name: 'Simulate errors' }).click();
    await page.getByLabel('Fault', { exact: true }).selectOption('transient');
    await page.getByLabel('How many requests').fill('2');
    await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    await page.getByText('2 × 500, is_transient').waitFor();

    expect((await post(server.sandbox, [event('retry-1')])).status).toBe(500);
    await page.getByText('1 × 500, is_transient').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('1 × 500, is_transient').waitFor({ state: 'detached' });

    expect((await post(server.sandbox, [event('retry-1')])).status).toBe(200);
    await page.locator('.conversions .row.server').waitFor();
    expect(await rows()).toEqual([
      expect.stringMatching(/Server only[\s\S]*retry-1[\s\S]*2\s*transient/),
    ]);
    await page.getByText('1 of 1 shown').waitFor();
    await page.getByLabel('Show', { exact: true }).selectOption('refused');
    expect(await rows()).toHaveLength(0);
  });

  test('offers every fault', async () => {
    await page.getByRole('button', { name: 'Simulate errors' }).click();
    const faults = page.getByLabel('Fault', { exact: true });
    for (const label of await faults.locator('option').allInnerTexts()) {
      await faults.selectOption(label);
      await page.getByRole('button', { name: 'Simulate', exact: true }).click();
    }

    await expect
      .poll(() => server.sandbox.faults.waiting.map(({ kind }) => kind))
      .toEqual([
        'server_error',
        'transient',
        'rate_limited',
        'throttled',
        'token_expired',
        'latency',
        'timeout',
        'truncated_body',
      ]);
  });

  test('removes the events that the sandbox removes', async () => {
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
    await page.locator('.conversions .name').click();

    expect(await page.locator('.conversions .id').getAttribute('title')).toBe(html);
    expect(await page.locator('.conversions .name').textContent()).toBe(html);
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
    await page.getByText('No events received yet').waitFor();
    await post(server.sandbox, [event('after-1')]);
    await page.locator('.conversions li').waitFor();

    expect(await rows()).toEqual([expect.stringContaining('after-1')]);
    // The browser logs the lost connection, and each refused one.
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

  test.each(['light', 'dark'] as const)('axe finds no problem, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await violations()).toEqual([]);
    await post(server.sandbox, [event('ok-1')]);
    await browserHit('ok-1');
    await post(server.sandbox, [event('bad-1', { action_source: 'x', user_data: { em: 'y' } })]);
    await page.locator('.conversions li').nth(1).waitFor();
    await page.getByRole('button', { name: 'Match keys' }).click();
    await page.locator('.conversions .name').first().click();

    expect(await violations()).toEqual([]);
  });

  test('fits on a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await post(server.sandbox, [event('x'.repeat(90))]);
    await post(
      server.sandbox,
      Array.from({ length: 40 }, (_, index) => event(`later-${index}`)),
    );
    await page.getByRole('button', { name: 'Match keys' }).click();
    await page.locator('.conversions .name').last().click();

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const detail = page.getByRole('region', { name: 'Event in detail' });
    expect((await detail.boundingBox())?.y).toBeLessThan(200);
    expect(await detail.textContent()).toContain('xxx');
  });
});
