import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchChromium } from '../chromium.ts';
import { expectCleanPrototypes } from './attack.ts';
import { foreignRequests, markup } from './sandbox-attacks.ts';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox();
});
afterAll(() => server.close());

describe('the sandbox’s server', () => {
  test.each(foreignRequests)('withstands $name', async (attack) => {
    const { path, method = 'GET', headers = {}, body, statuses } = attack;
    const sent = request(server.url + path, { method, headers });
    sent.end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.destroy();
    expect(statuses).toContain(response.statusCode);
    const allowed = Object.keys(response.headers).filter((name) =>
      name.startsWith('access-control'),
    );
    expect(allowed).toEqual([]);
    expect(server.sandbox.faults.waiting).toEqual([]);
    expectCleanPrototypes();
  });
});

describe.skipIf(chromiumPath() === undefined)('the sandbox’s page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('shows hostile events of both halves as text', async () => {
    for (const [index, text] of markup.entries()) {
      const event = {
        event_name: text,
        event_id: `${text}${index}`,
        event_time: Math.floor(Date.now() / 1000),
        action_source: 'website',
        event_source_url: `https://shop.example/${text}`,
        user_data: { em: [text], fbp: text, client_user_agent: text, [text]: text },
        custom_data: { content_name: text, currency: text, value: text, [text]: text },
      };
      await fetch(`${server.url}/v25.0/1234567890/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'test' },
        body: JSON.stringify({
          data: [event],
          access_token: 'EAAmadeupmadeupmadeup',
          [text]: text,
        }),
      });
      const hit = new URLSearchParams({
        id: '1',
        ev: text,
        eid: text,
        dl: text,
        'cd[value]': text,
      });
      await fetch(`${server.url}/tr?${hit}`);
    }

    const page = await browser.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (sent) => asked.push(new URL(sent.url()).origin));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    let attacked = 0;
    await page.exposeFunction('attacked', () => {
      attacked += 1;
    });
    await page.goto(server.url);
    await page.getByText('live', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.conversions .name').count()).toBeGreaterThan(5);
    // Each one opened: its detail shows every text that it holds.
    const rows = page.locator('.conversions .name');
    for (let at = 0; at < (await rows.count()); at += 1) {
      await rows.nth(at).click();
      await page.locator('.detail details:not([open]) > summary').evaluateAll((all) => {
        for (const one of all) (one as HTMLElement).click();
      });
    }
    await page.getByText('Request headers').first().waitFor();

    expect(attacked).toBe(0);
    expect(new Set(asked)).toEqual(new Set([server.url]));
    expect(await page.content()).toContain('&lt;img src=x onerror=attacked()&gt;');
    expect(page.url()).toMatch(new RegExp(`^${server.url}/[?]event=\\d+$`));
    expect(await page.locator('iframe, base, form[action], a[href^="javascript"]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
