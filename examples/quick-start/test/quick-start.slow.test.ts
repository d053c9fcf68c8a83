import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchChromium } from '../../../tools/chromium.ts';
import { filesOf, stepsOf } from './document.ts';
import { freePorts, run, start, type Terminal } from './terminal.ts';

// Follows docs/quick-start.md in an empty folder: its commands, its files, its clicks, and its promises.

const root = join(import.meta.dirname, '../../..');
const steps = stepsOf('docs/quick-start.md');
const minutes = 15;

describe.skipIf(chromiumPath() === undefined)('the quick start, in an empty folder', () => {
  let folder: string;
  let app: string;
  let sandboxUrl: string;
  let shopUrl: string;
  let sandbox: Terminal;
  let shop: Terminal;
  let browser: Browser;
  const started = Date.now();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'meta-capi-quick-start-'));
    app = join(folder, 'my-shop');
    const [sandboxPort = 0, shopPort = 0] = await freePorts(2);
    sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    shopUrl = `http://localhost:${shopPort}`;
    for (const { label, code } of steps) {
      if (label === 'run in the clone') {
        await run(code.replaceAll('../meta-capi-files', join(folder, 'meta-capi-files')), root);
      }
      if (label === 'run in the folder above') await run(code, folder);
    }
    for (const [path, code] of filesOf(steps)) {
      const file = join(app, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, code.replaceAll('http://127.0.0.1:4010', sandboxUrl));
    }
    const [sandboxCommand = '', shopCommand = ''] = steps
      .filter(({ label }) => label === 'keep running in my-shop')
      .map(({ code }) => code.trim());
    sandbox = await start(`${sandboxCommand} --port ${sandboxPort}`, app, sandboxUrl);
    shop = await start(shopCommand, app, shopUrl, { PORT: String(shopPort) });
    browser = await launchChromium();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every folder of a file is created by the commands', async () => {
    const commands = steps.map(({ code }) => code).join('\n');
    const parents = [...filesOf(steps).keys()].map((path) => dirname(path));
    const deep = parents.filter((parent) => parent !== '.' && parent !== 'app');
    expect(deep.filter((parent) => !commands.includes(parent))).toEqual([]);
    expect(existsSync(join(app, 'node_modules/@meta-capi/core/dist'))).toBe(true);
  });

  test('Allow and Buy make a pair, in less than 15 minutes', async () => {
    const page = await browser.newPage();
    await page.goto(shopUrl, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Allow' }).click();
    expect((await expectEvent('eventName=PageView')).status).toBe(200);
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Thank you for your order').waitFor();

    const answer = await expectEvent('eventName=Purchase&pair=true');
    expect([answer.status, shop.output()]).toEqual([200, expect.any(String)]);
    const events = await purchases();
    expect(events.map(({ source }) => source).sort()).toEqual(['browser', 'server']);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
    expect(events.map(({ verdict }) => verdict).sort()).toEqual(['counted', 'duplicate']);
    // The client of a Next.js route has no connection to read an address from, which is advice only.
    expect(events.flatMap(({ findings }) => findings).filter(isProblem)).toEqual([]);
    expect(sandbox.output()).toMatch(/ duplicate {2}Purchase {2}pi_test_/);

    const inspector = await browser.newPage();
    await inspector.goto(sandboxUrl);
    await inspector.getByText('Pair', { exact: true }).first().waitFor();
    await page.close();
    await inspector.close();
    expect(Date.now() - started).toBeLessThan(minutes * 60_000);
  });

  test('after Refuse nothing new is sent by either half', async () => {
    const before = (await purchases()).length;
    const page = await browser.newPage();
    await page.goto(shopUrl, { waitUntil: 'networkidle' });
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByRole('button', { name: 'Buy' }).click();
    await page.getByText('Thank you for your order').waitFor();
    await page.waitForTimeout(500);
    expect(await purchases()).toHaveLength(before);
  });

  const expectEvent = (query: string): Promise<Response> =>
    fetch(`${sandboxUrl}/api/expect?${query}&timeoutMs=20000`);

  async function purchases(): Promise<Received[]> {
    const response = await fetch(`${sandboxUrl}/sandbox/events`);
    const { events } = (await response.json()) as { events: Received[] };
    return events.filter(({ eventName }) => eventName === 'Purchase');
  }
});

interface Received {
  eventName: string;
  eventId: string;
  source: string;
  verdict: string;
  findings: { severity: string; rule: string }[];
}

const isProblem = ({ severity }: { severity: string }): boolean => severity !== 'advice';
