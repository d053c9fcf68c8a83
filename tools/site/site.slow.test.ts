import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../chromium.ts';
import { serveSite } from './serve.ts';

// The site as it is published: installed from its lock file, built from the pages, which fails for a
// dead link, and opened in a browser.

const folder = import.meta.dirname;
let url = '';
let browser: Browser;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  execFileSync('npm', ['ci', '--prefix', folder], { stdio: 'pipe' });
  execFileSync('npm', ['run', 'build', '--prefix', folder], { stdio: 'pipe' });
  const served = await serveSite(join(folder, 'dist'));
  url = served.url;
  browser = await launchChromium();
  closing.push(() => browser.close(), () => served.server.close());
});

afterAll(async () => {
  for (const close of closing) await close();
});

describe('the site', () => {
  test('has a sidebar of six groups whose links all lead to pages', async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${url}/docs/`);
    const groups = page.locator('.VPSidebarItem.level-0 > .item .text');
    expect(await groups.allTextContents()).toEqual([
      'Start',
      'Guides',
      'Reference',
      'Operate',
      'Extend',
      'Moving',
    ]);
    const links = await page
      .locator('.VPSidebarItem.level-1 a')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    expect(links.length).toBeGreaterThan(30);
    for (const link of links) expect(await statusOf(link)).toEqual({ link, status: 200 });
    expect(errors).toEqual([]);
    await page.close();
  });

  test('shows no template that was not filled in', async () => {
    const page = await browser.newPage();
    for (const path of ['/', '/docs/attacks', '/docs/visitor', '/docs/reference/codes']) {
      await page.goto(url + path);
      expect(await page.locator('nav, aside, .VPLocalNav').allInnerTexts()).not.toContain('{{');
      expect((await page.locator('.title').first().innerText()).trim()).toBe('meta-capi');
    }
    await page.close();
  });

  test('finds a code by the search', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/docs/`);
    await page.locator('.DocSearch-Button').click();
    await page.locator('#localsearch-input').fill('test_mode_without_test_event_code');
    const first = page.locator('.VPLocalSearchBox .result').first();
    expect(await first.getAttribute('href')).toMatch(/codes|troubleshooting/);
    await page.close();
  });

  test('shows one framework at a time, with its name as a tab', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/docs/core-alone`);
    const tabs = page.locator('.vp-code-group .tabs label');
    expect(await tabs.allTextContents()).toEqual([
      'Next.js',
      'Express',
      'Hono',
      'Fastify',
      'SvelteKit',
      'Nuxt',
      'Cloudflare Workers',
      'AWS Lambda',
    ]);
    await tabs.getByText('Hono').click();
    expect(await page.locator('.vp-code-group .active').textContent()).toContain('new Hono()');
    await page.close();
  });

  test('leads an anchor of a message to its code', async () => {
    const page = await browser.newPage();
    await page.goto(`${url}/docs/reference/codes#consent_unknown`);
    expect(await page.locator('#consent_unknown').count()).toBe(1);
    await page.close();
  });

  test('has a dark appearance', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(`${url}/docs/`);
    expect(await page.locator('html').getAttribute('class')).toContain('dark');
    await page.close();
  });
});

async function statusOf(link: string): Promise<{ link: string; status: number }> {
  return { link, status: (await fetch(link)).status };
}
