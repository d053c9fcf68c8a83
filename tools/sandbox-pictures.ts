// npm run sandbox-pictures: takes the pictures in packages/sandbox/pictures of the demo's page in Chromium.
// Run it after every change of the page that a reader would notice, and look at the pictures.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

const pictures = fileURLToPath(new URL('../packages/sandbox/pictures/', import.meta.url));
const demo = spawn('npm', ['run', '-s', 'demo', '--', '--open'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
const browser = await launchChromium();
try {
  const url = await addressOfDemo();
  await take('page-light', 'light', url, (page) => openRow(page, '.row.broken'));
  await take('page-dark', 'dark', url, (page) => openRow(page, '.row.pair'));
  await take('page-keys', 'light', url, async (page) => {
    await page.getByRole('button', { name: 'Match keys' }).click();
  });
} finally {
  await browser.close();
  // The group, because npm starts the demo in a shell.
  if (demo.pid !== undefined) process.kill(-demo.pid);
}

async function addressOfDemo(): Promise<string> {
  let printed = '';
  for await (const chunk of demo.stdout) {
    printed += String(chunk);
    const [, url] = /^Open (\S+) to look/m.exec(printed) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('The demo ended before it printed an address.');
}

async function openRow(page: Page, row: string): Promise<void> {
  await page.locator(`${row} .name`).first().click();
  await page.getByRole('region', { name: 'Event in detail' }).waitFor();
}

async function take(
  name: string,
  colorScheme: 'light' | 'dark',
  url: string,
  show: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.conversions li').first().waitFor();
  await show(page);
  await page.screenshot({ path: `${pictures}${name}.png` });
  await context.close();
}
