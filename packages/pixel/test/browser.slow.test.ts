import { fileURLToPath } from 'node:url';
import { createCapiClient, visitorFromRequest } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import type * as pixelModule from '../src/index.ts';
import { type PixelOptions, pixelBaseCode } from '../src/index.ts';
import { documentedPolicy } from './documented-policy.ts';

declare const pixel: typeof pixelModule;

const pixelId = '1234567890';
const site = 'https://www.shop.example.co.uk';
const drop: PixelOptions = { pixelId, whenConsentUnknown: 'drop' };

describe.skipIf(chromiumPath() === undefined)('in a real browser', () => {
  const sandbox = createSandbox();
  const client = createCapiClient({
    pixelId,
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let bundle: string;
  let complaints: string[];
  let options: PixelOptions;
  let libraryBlocked: boolean;
  let furtherPolicy: string;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'pixel',
      conditions: ['@meta-capi/source'],
      write: false,
    });
    bundle = outputFiles[0]?.text ?? '';
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    sandbox.clear();
    options = drop;
    libraryBlocked = false;
    furtherPolicy = '';
    complaints = [];
    context = await browser.newContext();
    await context.route('**', answer);
    page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(() => context.close());

  async function answer(route: Route): Promise<void> {
    const request = route.request();
    const url = new URL(request.url());
    if (url.origin === site) return route.fulfill(await ofSite(route));
    if (libraryBlocked) return route.abort('blockedbyclient');
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
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (pathname === '/favicon.ico') return { status: 204 };
    if (pathname === '/pixel.js') return { contentType: 'text/javascript', body: bundle };
    if (pathname === '/api/lead') {
      const headers = await request.allHeaders();
      const visitor = visitorFromRequest(new Request(request.url(), { headers, method: 'POST' }));
      const eventId = 'lead-1';
      const userData = { email: 'ann@example.com' };
      await client.sendLeadEvent({ eventId, userData, visitor });
      return { contentType: 'application/json', body: JSON.stringify({ eventId }) };
    }
    return {
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': documentedPolicy('r4nd0m') + furtherPolicy },
      body: `<!doctype html><title>Shop</title>
<script nonce="r4nd0m">${pixelBaseCode(options)}</script>
<script nonce="r4nd0m" src="/pixel.js"></script>
<button>Send</button>`,
    };
  }

  const sendLead = (): Promise<boolean> =>
    page.evaluate(async () => {
      const response = await fetch('/api/lead', { method: 'POST' });
      const { eventId } = (await response.json()) as { eventId: string };
      return pixel.trackPixelEvent('Lead', { content_name: 'contact' }, eventId);
    });
  const ready = (tab: Page = page): Promise<unknown> =>
    tab.waitForFunction(() => pixel.isPixelReady());
  const seen = (): string[] =>
    sandbox.events.map(({ source, eventName, verdict }) => `${source} ${eventName} ${verdict}`);
  const counted = (): string[] => sandbox.counted.map(({ eventName }) => String(eventName)).sort();
  const cookies = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await context.cookies()).map(({ name, value }) => [name, value]));

  it('denied: no request, no cookie, no exception, nothing in the console (F-01)', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).hostname));
    await page.goto(`${site}/?fbclid=IwAR2F4`);
    await page.evaluate(() => pixel.revokeConsent());
    await page.reload();

    expect(await sendLead()).toBe(false);

    expect(await cookies()).toEqual({ meta_consent: 'denied' });
    expect(new Set(requests)).toEqual(new Set([new URL(site).hostname]));
    expect([seen(), complaints]).toEqual([[], []]);
  });

  it('granted: one Lead of two halves, under a strict policy with Trusted Types (X-60)', async () => {
    await page.goto(site);
    await page.evaluate(() => pixel.grantConsent());
    await ready();

    expect(await sendLead()).toBe(true);
    await page.getByRole('button').click();
    await expect.poll(seen).toHaveLength(3);

    expect(counted()).toEqual(['Lead', 'PageView']);
    const halves = sandbox.events.filter(({ eventName }) => eventName === 'Lead');
    expect(halves.map(({ source }) => source).sort()).toEqual(['browser', 'server']);
    expect(halves.map(({ eventId }) => eventId)).toEqual(['lead-1', 'lead-1']);
    expect(sandbox.events.flatMap(({ findings }) => findings)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('before the grant nothing is sent, and those events are not sent later', async () => {
    await page.goto(site);
    expect(await sendLead()).toBe(false);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toEqual(['browser PageView counted']);

    expect(await sendLead()).toBe(true);
    await expect.poll(seen).toHaveLength(3);
    expect(counted()).toEqual(['Lead', 'PageView']);
  });

  it('the click that led here is kept for the whole site, Lax and Secure (X-61)', async () => {
    await page.goto(`${site}/?fbclid=IwAR2F4`);
    await page.evaluate(() => pixel.grantConsent());
    await expect
      .poll(async () => Object.keys(await cookies()).sort())
      .toEqual(['_fbc', '_fbp', 'meta_consent']);

    const kept = await context.cookies();
    expect(kept.find(({ name }) => name === '_fbc')?.value).toMatch(/^fb\.1\.\d{13}\.IwAR2F4$/);
    for (const cookie of kept.filter(({ name }) => name !== '_fbp')) {
      expect(cookie).toMatchObject({
        domain: '.example.co.uk',
        path: '/',
        sameSite: 'Lax',
        secure: true,
        httpOnly: false,
      });
    }
  });

  it('withdrawn: the cookies go, and with them both halves', async () => {
    await page.goto(`${site}/?fbclid=IwAR2F4`);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toHaveLength(1);
    await page.evaluate(() => pixel.revokeConsent());

    expect(await sendLead()).toBe(false);
    expect(await cookies()).toEqual({ meta_consent: 'denied' });
    expect(seen()).toHaveLength(1);
  });

  it('blocked: reports false, and the server half counts alone', async () => {
    libraryBlocked = true;
    await page.goto(site);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(() => page.evaluate(() => pixel.isPixelReady())).toBe(false);

    expect(await sendLead()).toBe(false);
    expect(seen()).toEqual(['server Lead counted']);
  });

  it('a double click, a reload and the back button send nothing (F-03)', async () => {
    await page.goto(site);
    await page.evaluate(() => pixel.grantConsent());
    await page.goto(`${site}/thank-you`);
    const track = (): Promise<boolean> =>
      page.evaluate(() => {
        const order = { value: 12.5, currency: 'EUR' };
        return pixel.trackPixelEvent('Purchase', order, 'order-1');
      });
    await ready();
    const answers = await Promise.all([track(), track()]);
    await page.reload();
    await ready();
    answers.push(await track());
    await page.goto(site);
    await page.goBack();
    answers.push(await track());
    await page.waitForLoadState('networkidle');

    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(sandbox.counted.filter(({ eventName }) => eventName === 'Purchase')).toHaveLength(1);
  });

  it('a second tab sends nothing, nor does the link opened again after all tabs are closed', async () => {
    const thankYou = `${site}/thank-you?payment_intent=pi_1&redirect_status=succeeded`;
    const track = (tab: Page): Promise<boolean> =>
      tab.evaluate(() => {
        const order = { value: 12.5, currency: 'EUR' };
        return pixel.trackPixelEvent('Purchase', order, 'pi_1');
      });
    await page.goto(thankYou);
    await page.evaluate(() => pixel.grantConsent());
    const second = await context.newPage();
    await second.goto(thankYou);
    await Promise.all([ready(page), ready(second)]);
    const answers = [await track(page), await track(second)];
    await Promise.all([page, second].map((tab) => tab.waitForLoadState('networkidle')));
    await Promise.all([page.close(), second.close()]);
    const reopened = await context.newPage();
    await reopened.goto(thankYou);
    answers.push(await track(reopened));
    await reopened.waitForLoadState('networkidle');

    expect(sandbox.events.filter(({ eventName }) => eventName === 'Purchase')).toHaveLength(1);
    expect(answers).toEqual([true, false, false]);

    await reopened.evaluate(() => pixel.revokeConsent());
    // The refusal itself stays, for browsers that delete the cookie.
    expect(await reopened.evaluate(() => Object.keys(localStorage))).toEqual(['meta_consent']);
  });

  it('page views follow the history, once for each page', async () => {
    options = { ...drop, whenConsentUnknown: 'send' };
    await page.goto(site);
    await page.evaluate(() => {
      history.pushState({}, '', '/shoes');
      history.pushState({}, '', '/shoes#size');
      history.pushState({}, '', '/shoes?page=2');
      history.replaceState({}, '', '/shoes?page=2&sort=price');
      history.pushState({}, '', '/cart');
      history.replaceState({}, '', '/checkout');
    });
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await expect.poll(seen).toHaveLength(7);
    await page.waitForLoadState('networkidle');

    expect(sandbox.events.map(({ event }) => event['event_source_url'])).toEqual(
      [
        '/',
        '/shoes',
        '/shoes?page=2',
        '/cart',
        '/checkout',
        '/shoes?page=2&sort=price',
        '/shoes',
      ].map((path) => expect.stringContaining(`${site}${path}`)),
    );
  });

  it('limited: Limited Data Use in the USA', async () => {
    options = { ...drop, dataProcessingOptionsCountry: 1, dataProcessingOptionsState: 1000 };
    await page.goto(site);
    await page.evaluate(() => pixel.limitConsent());
    await expect.poll(seen).toHaveLength(1);

    expect(sandbox.events[0]?.event).toMatchObject({
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    });
  });

  it('advanced matching is hashed before it is sent', async () => {
    options = { ...drop, advancedMatching: { em: 'ann@example.com' } };
    await page.goto(site);
    await page.evaluate(() => pixel.grantConsent());
    await expect.poll(seen).toHaveLength(1);

    expect(sandbox.events[0]?.event['user_data']).toMatchObject({
      em: expect.stringMatching(/^[\da-f]{64}$/),
    });
    expect(JSON.stringify(sandbox.requests)).not.toContain('ann@example.com');
  });

  it('where a page may not read cookies is a denial, without an exception', async () => {
    options = { ...drop, whenConsentUnknown: 'send' };
    furtherPolicy = '; sandbox allow-scripts';
    await page.goto(site);

    expect(await page.evaluate(() => [pixel.grantConsent(), pixel.isPixelReady()])).toEqual([
      false,
      false,
    ]);
    expect(await page.evaluate(() => pixel.readVisitor())).toEqual({ consent: 'denied' });
    expect([seen(), complaints]).toEqual([[], []]);
  });
});
