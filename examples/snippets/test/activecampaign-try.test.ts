import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

// The guide's "Try it": its server, its curl lines, and the answers and log lines that it promises.

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const secret = 'a-secret-of-the-made-up-shop-1';
const hasCurl = spawnSync('curl', ['--version']).status === 0;

const guide = await readFile(join(root, 'docs/activecampaign.md'), 'utf8');
const [, tryIt = ''] = /\n### Try it\n([\s\S]*?)\n##/.exec(guide) ?? [];
const curls = Array.from(tryIt.matchAll(/^curl .*$/gm), ([line]) => line);
const logLines = Array.from(tryIt.matchAll(/^\{"integration".*\}$/gm), ([line]) => line);

describe.skipIf(!hasCurl)('the guide’s “Try it”', () => {
  let meta: SandboxServer;
  let server: ChildProcess;
  let port: number;
  let output = '';

  beforeAll(async () => {
    meta = await startSandbox({ port: 0 });
    port = await freePort();
    const file = join(import.meta.dirname, '../src/activecampaign-try.ts');
    server = spawn(process.execPath, ['--conditions=@meta-capi/source', '--import', 'tsx', file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        SECRET: secret,
        META_PIXEL_ID: '1234567890',
        META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
        META_CAPI_BASE_URL: meta.url,
      },
    });
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    await vi.waitUntil(() => output.includes('Webhooks go to'), { timeout: 15_000 });
    output = '';
  });
  afterAll(async () => {
    server.kill();
    await meta.close();
  });

  async function curl(line: string): Promise<string> {
    const command = line.replace('http://127.0.0.1:3000', `http://127.0.0.1:${port}`);
    const env = { PATH: process.env['PATH'], SECRET: secret };
    return (await run('sh', ['-c', `${command} --silent`], { env })).stdout;
  }

  test('there is a line for each shape of webhook, for each place of the secret and for what is refused', () => {
    expect(curls).toHaveLength(5);
    expect(curls.filter((line) => line.includes('type=subscribe')).length).toBeGreaterThan(0);
    expect(curls.filter((line) => line.includes('seriesid=')).length).toBeGreaterThan(0);
    expect(curls.filter((line) => line.includes('?secret=$SECRET'))).toHaveLength(1);
    expect(logLines).toHaveLength(2);
  });

  test('each line is answered and logged as the guide says', async () => {
    const [account = '', step = '', query = '', ignored = '', refused = ''] = curls;
    for (const line of [account, step, query]) expect(await curl(line)).toBe('200\n');
    expect(meta.sandbox.events.map(({ eventName, verdict }) => [eventName, verdict])).toEqual([
      ['Contact', 'counted'],
      ['Contact', 'duplicate'],
      ['Contact', 'duplicate'],
    ]);
    expect(output).toBe('');

    expect(await curl(ignored)).toBe('200\n');
    await vi.waitFor(() => expect(output).toBe(`${logLines[0]}\n`));
    expect(await curl(refused)).toBe('404\n');
    await vi.waitFor(() => expect(output).toBe(`${logLines.join('\n')}\n`));
    expect(output).not.toContain(secret);
    expect(meta.sandbox.events).toHaveLength(3);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
