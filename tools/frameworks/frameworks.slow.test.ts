import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  commandOf,
  createProject,
  installFrameworks,
  node22,
  offline,
  runIn,
} from './project-folder.ts';

// The routes of docs/core-alone.md for Nuxt, SvelteKit and Workers, built by those frameworks: the
// sandbox counts one Lead with the id that the page receives.

// Each test builds an application.
const timeout = 300_000;

describe.skipIf(!installFrameworks())(
  'the contact form, on Linux x64 with a registry',
  { timeout },
  () => {
    let sandbox: SandboxServer;
    let settings: Record<string, string>;
    beforeAll(async () => {
      const root = join(import.meta.dirname, '../..');
      const args = ['turbo', 'run', 'build', '--filter=@meta-capi/core'];
      execFileSync('npx', args, { cwd: root, stdio: 'ignore' });
      sandbox = await startSandbox({ strict: true });
      settings = {
        META_PIXEL_ID: '1234567890',
        META_CAPI_ACCESS_TOKEN: 'a-token-of-this-test-only',
        META_CAPI_BASE_URL: sandbox.url,
      };
    });
    afterAll(() => sandbox.close());

    test('in Nuxt', async () => {
      const project = createProject('nuxt', 'core-nuxt.ts');
      runIn(project, 'nuxt', ['build']);
      const port = await freePort();
      await serve(project, process.execPath, ['.output/server/index.mjs'], port, {
        ...settings,
        PORT: String(port),
        HOST: '127.0.0.1',
      });
      expect(await lead(port)).toEqual(counted(origin));
    });

    test('in SvelteKit on Node', async () => {
      const project = createProject('sveltekit', 'core-sveltekit.ts');
      runIn(project, 'vite', ['build'], { ADAPTER: 'node' });
      const port = await freePort();
      await serve(project, process.execPath, ['build/index.js'], port, {
        ...settings,
        PORT: String(port),
        HOST: '127.0.0.1',
        // SvelteKit refuses a form of another origin.
        ORIGIN: origin,
      });
      expect(await lead(port)).toEqual(counted(origin));
    });

    test('in SvelteKit on Cloudflare', async () => {
      const project = createProject('sveltekit', 'core-sveltekit.ts');
      runIn(project, 'vite', ['build'], { ADAPTER: 'cloudflare' });
      const port = await serveOnWorkerd(project);
      const own = `http://127.0.0.1:${port}`;
      expect(await lead(port, own)).toEqual(counted(own));
      // One client serves them all, and Workers separates what requests do.
      sandbox.sandbox.clear();
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(port, own)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      await vi.waitFor(() => expect(sandbox.sandbox.counted).toHaveLength(20), 20_000);
    });

    test('in Cloudflare Workers', async () => {
      const port = await serveOnWorkerd(createProject('workers', 'core-workers.ts'));
      expect(await lead(port)).toEqual(counted(origin));
    });

    // Why the page passes waitUntil.
    test('in Cloudflare Workers, whose event is lost without waitUntil', async () => {
      const project = createProject('workers', 'core-workers.ts');
      const snippet = join(project, 'snippets/core-workers.ts');
      const source = readFileSync(snippet, 'utf8');
      const without = source.replace('context.waitUntil(sending)', 'undefined');
      expect(without).not.toBe(source);
      writeFileSync(snippet, without);
      const port = await serveOnWorkerd(project);
      sandbox.sandbox.clear();
      expect((await post(port)).status).toBe(200);
      // The next request with waitUntil would be counted by now.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect(sandbox.sandbox.counted).toEqual([]);
    });

    async function serveOnWorkerd(project: string): Promise<number> {
      const port = await freePort();
      const vars = Object.entries(settings).flatMap(([name, value]) => [
        '--var',
        `${name}:${value}`,
      ]);
      const args = [
        'dev',
        '--ip',
        '127.0.0.1',
        '--port',
        `${port}`,
        '--inspector-port',
        '0',
        ...vars,
      ];
      await serve(project, node22, [commandOf('wrangler'), ...args], port, offline);
      return port;
    }

    /** Posts the form; what the page received, and what the sandbox counted. */
    async function lead(port: number, pageOrigin = origin): Promise<object> {
      sandbox.sandbox.clear();
      const response = await post(port, pageOrigin);
      const { eventId } = (await response.json()) as { eventId: string };
      const { counted } = await vi.waitUntil(
        () => sandbox.sandbox.counted.length > 0 && sandbox.sandbox,
        10_000,
      );
      return {
        status: response.status,
        counted: counted.map(({ event, ...half }) => [
          half.eventId === eventId,
          event['event_name'],
          event['event_source_url'],
        ]),
      };
    }
  },
);

const counted = (pageOrigin: string): object => ({
  status: 200,
  counted: [[true, 'Lead', `${pageOrigin}/contact`]],
});
const origin = 'https://shop.example.com';

function post(port: number, pageOrigin = origin): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/api/contact`, {
    method: 'POST',
    headers: {
      origin: pageOrigin,
      referer: `${pageOrigin}/contact`,
      'sec-fetch-site': 'same-origin',
      cookie: 'meta_consent=granted; _fbp=fb.1.1596403881668.1116446470',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
    },
    body: new URLSearchParams({ email: 'maria@example.com' }),
  });
}

/** Starts a server for one test. */
async function serve(
  cwd: string,
  command: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: 'ignore',
    // wrangler starts workerd: both end with the group.
    detached: true,
  });
  onTestFinished(() => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  });
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  await expect.poll(isUp, { timeout: 60_000, interval: 250 }).toBe(true);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
