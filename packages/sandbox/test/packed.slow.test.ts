import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TOKEN } from './post.ts';
import { purchase } from './purchase.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'packages/sandbox/package.json'), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

// Users who start it with `npx` have no clone, so it must run from the files that npm packs.
describe('the packed sandbox, installed elsewhere', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-packed-'));
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    execFileSync('npm', ['run', 'build', '--workspace=@meta-capi/sandbox'], { cwd: root });
    const packed = execFileSync(
      'npm',
      ['pack', '--silent', '--workspace=@meta-capi/sandbox', `--pack-destination=${folder}`],
      { cwd: root, encoding: 'utf8' },
    );
    // The packages of this repository, so that no registry is used.
    const dependencies = Object.keys(manifest.dependencies).map((name) =>
      join(root, 'node_modules', name),
    );
    execFileSync('npm', ['install', '--offline', `./${packed.trim()}`, ...dependencies], {
      cwd: folder,
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('`npx @meta-capi/sandbox` is its command', async () => {
    const { stdout } = await promisify(execFile)(
      'npx',
      ['--offline', '@meta-capi/sandbox', '--version'],
      { cwd: folder },
    );

    expect(stdout).toBe(`${manifest.version}\n`);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'serves page and Graph API, prints what arrives, and ends on %s',
    async (signal) => {
      const { child, printed } = start('--port', '0', '--record', join(folder, 'events.jsonl'));
      await expect.poll(printed, { timeout: 10_000 }).toContain('Stop with Ctrl+C');
      const url = /Open (\S+) to see/.exec(printed())?.[1] ?? '';
      expect(printed()).toContain(`baseUrl: '${url}'`);

      const page = await fetch(url);
      const event = purchase({ event_time: Math.floor(Date.now() / 1000) });
      const answer = await post(url, event);
      expect([page.status, answer.status]).toEqual([200, 200]);
      await expect.poll(printed, { timeout: 10_000 }).toMatch(/counted {2}Purchase {2}order-1001/);

      // An open page and a client without a response do not delay the exit.
      const stream = await fetch(`${url}/sandbox/stream`);
      await fetch(`${url}/sandbox/faults`, json({ kind: 'timeout' }));
      const waiting = post(url, event).catch(() => 'cut off');
      await expect.poll(printed, { timeout: 10_000 }).toContain('refused');
      const closed = once(child, 'close');
      child.kill(signal);

      expect(await closed).toEqual([0, null]);
      expect(await waiting).toBe('cut off');
      await stream.body?.cancel().catch(() => undefined);
      expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toContain('order-1001');
    },
  );

  function start(...args: string[]): { child: ChildProcess; printed: () => string } {
    const child = spawn(join(folder, 'node_modules/.bin/meta-capi-sandbox'), args);
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    const take = (piece: Buffer): void => {
      output += piece;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    return { child, printed: () => output };
  }
});

function post(url: string, event: unknown): Promise<Response> {
  return fetch(`${url}/v26.0/1234567890/events`, json({ data: [event], access_token: TOKEN }));
}

function json(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
