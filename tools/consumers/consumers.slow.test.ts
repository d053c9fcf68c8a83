import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ConsumerFolder, createConsumerFolder } from './consumer-folder.ts';
import { cells, compile } from './type-matrix.ts';

// The packages as npm packs them, in every toolchain that adopters have.

let consumer: ConsumerFolder;
beforeAll(() => {
  consumer = createConsumerFolder();
}, 600_000);
afterAll(() => consumer.remove());

const digest = createHash('sha256').update('maria@example.com').digest('hex');
/** What `app.mjs` answers: sent, with this hash; Stripe's own code refused the forged webhook. */
const answer = `true ${digest} 400`;
/** Lambda's Node 20 and 22 run with it. */
const noRequireOfModules = '--no-experimental-require-module';

// https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
describe('the types', () => {
  test.concurrent.each(cells)(
    'TypeScript $compiler, moduleResolution $resolution, $format',
    async (cell) => {
      expect(await compile(consumer, cell)).toBe('');
    },
    240_000,
  );

  test('TypeScript 7 knows no moduleResolution node10', async () => {
    const cell = { compiler: '7', resolution: 'node10', format: 'ESM' } as const;
    expect(await compile(consumer, cell)).toContain('moduleResolution=node10');
  });
});

describe('Node', () => {
  test('ESM', async () => {
    expect(await node('.', 'main.mjs')).toBe(answer);
  });

  test('CommonJS, by require()', async () => {
    expect(await node('node', 'require.cjs')).toBe('function function function');
  });

  test('CommonJS where require() takes no ECMAScript modules, by import()', async () => {
    const event = "{ id: 'lead-1', email: 'maria@example.com', consent: 'denied' }";
    const call = `require('./lambda.cjs').handler(${event}).then(console.log)`;
    expect(await node('node', noRequireOfModules, '--eval', call)).toBe('{ ok: false }');
    const { output } = await consumer.run('projects/node', process.execPath, [
      noRequireOfModules,
      'require.cjs',
    ]);
    // Why the README says so.
    expect(output).toContain('ERR_REQUIRE_ESM');
  });
});

describe('test runners', () => {
  test('Jest without Babel', async () => {
    const env = { NODE_OPTIONS: '--experimental-vm-modules', EXPECTED: answer };
    const { ok, output } = await consumer.run('projects/jest', 'jest', [], env);
    expect(output).toContain('1 passed');
    expect(ok).toBe(true);
  });

  test('Jest with Babel', async () => {
    const { ok, output } = await consumer.run('projects/jest-babel', 'jest', [], {
      EXPECTED: answer,
    });
    expect(output).toContain('1 passed');
    expect(ok).toBe(true);
  });

  test('Vitest', async () => {
    const { ok, output } = await consumer.run('projects/vitest', 'vitest', ['run', '--root', '.'], {
      EXPECTED: answer,
    });
    expect(output).toContain('1 passed');
    expect(ok).toBe(true);
  });
});

describe('proxies', () => {
  let proxy: Server;
  let sandbox: SandboxServer;
  let tunnels: string[];
  beforeAll(async () => {
    tunnels = [];
    sandbox = await startSandbox();
    proxy = createHttpServer();
    proxy.on('connect', ({ url = '' }, client: Socket) => {
      tunnels.push(url);
      const { hostname, port } = new URL(`http://${url}`);
      const server = connect(Number(port), hostname, () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        client.pipe(server).pipe(client);
      });
      server.on('error', () => client.destroy());
      client.on('error', () => server.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    proxy.close();
    await sandbox.close();
  });

  test.each([
    ['undici', () => process.execPath],
    ['fetch', () => join(consumer.path, 'node_modules/node-24/bin/node')],
  ])('the proxy of the environment, by %s', async (file, binary) => {
    tunnels.length = 0;
    const { port } = proxy.address() as AddressInfo;
    const { output } = await consumer.run('projects/proxy', binary(), [`${file}.mjs`], {
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
      META_CAPI_BASE_URL: sandbox.url,
      HTTP_PROXY: `http://127.0.0.1:${port}`,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NO_PROXY: '',
      ...(file === 'fetch' ? { NODE_USE_ENV_PROXY: '1' } : {}),
    });
    expect(output).toContain('true');
    expect(tunnels).toEqual([new URL(sandbox.url).host]);
  });
});

describe('bundlers', () => {
  test.each(['webpack', 'vite'])('%s', async (bundler) => {
    await node('bundlers', bundler === 'vite' ? 'vite-ssr.mjs' : 'webpack.mjs');
    expect(await node('bundlers', `${bundler}/main.mjs`)).toBe(answer);
  });

  test('esbuild, to CommonJS for a Lambda whose require() takes no ECMAScript modules', async () => {
    const built = await consumer.run('projects/bundlers', 'esbuild', [
      'lambda.mjs',
      '--bundle',
      '--platform=node',
      '--target=node20',
      '--format=cjs',
      '--outfile=esbuild/lambda.cjs',
    ]);
    expect(built).toMatchObject({ ok: true });
    const call = "require('./esbuild/lambda.cjs').handler().then(console.log)";
    expect(await node('bundlers', noRequireOfModules, '--eval', call)).toBe(answer);
  });

  test('Next.js on its edge runtime, and no token in the page that <MetaPixel> is on', async () => {
    const folder = 'projects/next-edge';
    const env = { NEXT_TELEMETRY_DISABLED: '1' };
    const built = await consumer.run(folder, 'next', ['build'], env);
    expect(built).toMatchObject({ ok: true });
    const page = readFileSync(join(consumer.path, folder, '.next/server/app/index.html'), 'utf8');
    expect(page).toContain('1234567890');
    expect(page).not.toContain('EAAcanary');

    const port = await freePort();
    const next = join(consumer.path, 'node_modules/next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'start', '--port', String(port)], {
      cwd: join(consumer.path, folder),
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let logged = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        logged += String(text);
      });
    }
    onTestFinished(() => void child.kill('SIGKILL'));
    const lead = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${port}/api/lead`)).text();
    await expect.poll(() => lead().catch(() => ''), { timeout: 60_000 }).toBe(answer);

    // The README's form, whose event is sent by after().
    const body = new FormData();
    body.set('email', 'maria@example.com');
    const contact = await fetch(`http://127.0.0.1:${port}/api/contact`, { method: 'POST', body });
    const eventId: unknown = expect.stringMatching(/^[\da-f-]{36}$/);
    expect(await contact.json()).toEqual({ ok: true, eventId });
    // Nothing is configured there, and after() says so in the server's log.
    await expect.poll(() => logged).toContain('META_PIXEL_ID');
  }, 300_000);
});

async function node(folder: string, ...args: string[]): Promise<string> {
  const run = await consumer.run(join('projects', folder), process.execPath, args);
  expect(run).toMatchObject({ ok: true });
  return run.output.replace(/^meta-capi.*\n/gm, '').trim();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
