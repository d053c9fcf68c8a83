import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, silence } from './delivery/faults.ts';
import { startFaultyServer } from './delivery/faulty-server.ts';
import { recognisedCountries } from './normalize/recognised-countries.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const here = fileURLToPath(new URL('runtimes', import.meta.url));
const main = join(here, 'main.mjs');
const binary = (path: string): string => join(root, 'tools/runtimes/node_modules', path);

/** Each loads the built packages by name, so that its own resolver picks the platform twins. */
const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'Node, this one': [process.execPath, main],
  'Node 22': [binary('node-22/bin/node'), main],
  'Node 24': [binary('node-24/bin/node'), main],
  Bun: [binary('bun/bin/bun'), main],
  Deno: [binary('deno/deno'), 'run', '--allow-all', '--node-modules-dir=manual', main],
};

const canRun = process.platform === 'linux' && process.arch === 'x64' && installRuntimes();

describe.skipIf(!canRun)('the built packages, on Linux x64 with a registry', () => {
  let sandbox: SandboxServer;
  const eventTime = Math.floor(Date.now() / 1000) - 60;

  const expected = {
    // printf 'a' | sha256sum | cut -c1-32, 'a\nb', and 100 times ü
    vectors: [
      'ca978112ca1bbdcafac231b39a23dc4d',
      '7e18f737311b2dc3b2f269dd78396b03',
      '83af2e24c464bea3ce77f43643ef76b5',
    ],
    prepared: {
      ok: true,
      event: {
        wire: {
          event_time: eventTime,
          user_data: {
            em: ['8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'],
          },
        },
      },
    },
    // Each has its own list of English names.
    unknownCountries: [],
    sent: { ok: true, eventsReceived: 2 },
    sentByFetch: { ok: true, eventsReceived: 1 },
    stripe: [{ eventName: 'Purchase', customData: { value: 49.99, currency: 'EUR' } }],
    stripeSent: { ok: true, eventsReceived: 1 },
    activeCampaign: [
      {
        eventName: 'Contact',
        eventId: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e',
        eventTime: '2026-07-01T12:00:00.000Z',
      },
    ],
    moved: { ok: false, status: 307 },
    movedByFetch: { ok: false, status: 307 },
    timedOut: { ok: false, status: 0, outcomes: ['ambiguous'] },
  };

  beforeAll(async () => {
    const filters = ['stripe-adapter', 'activecampaign-adapter'].map(
      (name) => `--filter=@meta-capi/${name}`,
    );
    execFileSync('npx', ['turbo', 'run', 'build', ...filters], { cwd: root, stdio: 'ignore' });
    sandbox = await startSandbox({ strict: true });
  });
  afterAll(() => sandbox.close());

  test.for(Object.entries(commands))('run on %s', async ([, [command, ...options]]) => {
    const facts = await startFacts();
    const { stdout } = await promisify(execFile)(command, [...options, JSON.stringify(facts)], {
      cwd: here,
    });
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  test('run on workerd', async () => {
    const facts = await startFacts();
    const { url, worker } = await startWorker();
    try {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(facts) });
      expect(await response.json()).toMatchObject(expected);
    } finally {
      worker.kill();
    }
  });

  async function startFacts() {
    const silent = await startFaultyServer([silence]);
    const elsewhere = `location: ${sandbox.url}/v26.0/1234567890/events\r\n`;
    const moved = await startFaultyServer([answer('', '307 Temporary Redirect', elsewhere)]);
    return {
      sandboxUrl: sandbox.url,
      silentUrl: new URL(silent.url).origin,
      movedUrl: new URL(moved.url).origin,
      eventTime,
      countries: recognisedCountries
        .split('\n')
        .map((line) => line.split(' ').map((name) => name.replaceAll('-', ' '))),
    };
  }
});

function installRuntimes(): boolean {
  const cwd = join(root, 'tools/runtimes');
  if (existsSync(binary('workerd/bin/workerd'))) return true;
  try {
    execFileSync('npm', ['install'], { cwd, stdio: 'ignore', timeout: 240_000 });
    return true;
  } catch {
    return false;
  }
}

/** workerd runs one file; bundled under the conditions that wrangler sets. */
async function startWorker(): Promise<{ url: string; worker: ChildProcess }> {
  const folder = mkdtempSync(join(tmpdir(), 'workerd-'));
  await build({
    entryPoints: [join(here, 'worker.mjs')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
  });
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01",
    )),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`,
  );
  const worker = spawn(binary('workerd/bin/workerd'), ['serve', join(folder, 'config.capnp')], {
    stdio: 'inherit',
  });
  await expect.poll(() => isListening(port), { timeout: 10_000 }).toBe(true);
  return { url: `http://127.0.0.1:${port}/`, worker };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
