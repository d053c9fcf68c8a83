import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedShape, readmeExamples, shapeOf } from './readme-examples.ts';
import { madeUpFbp, sendBrowserEvent } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';

// Every documented command in a shell, against a sandbox that the command line itself started.

const folder = temporaryFolder();
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

let sandbox: ChildProcess | undefined;
let welcome = '';
let url = '';

beforeAll(async () => {
  const command = join(folder, 'meta-capi');
  writeFileSync(
    command,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@meta-capi/source --import '${join(root, 'node_modules/tsx/dist/loader.mjs')}' '${main}' "$@"\n`,
  );
  chmodSync(command, 0o755);
  sandbox = spawn(command, ['sandbox', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve) => {
    sandbox?.stdout?.on('data', (chunk: Buffer) => {
      welcome += chunk.toString();
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(welcome) ?? [];
      if (found === undefined) return;
      url = found;
      resolve();
    });
  });
});
afterAll(() => sandbox?.kill());

const shell = (line: string): Promise<{ stdout: string; code: number }> =>
  new Promise((resolve) => {
    execFile(
      '/bin/sh',
      ['-c', line.replaceAll('http://127.0.0.1:4010', url)],
      {
        encoding: 'utf8',
        env: { PATH: `${folder}:${process.env['PATH']}`, META_CAPI_BASE_URL: url },
      },
      (error, stdout) =>
        resolve({ stdout, code: typeof error?.code === 'number' ? error.code : 0 }),
    );
  });

const clear = (): Promise<Response> =>
  fetch(`${url}/sandbox/events`, {
    method: 'DELETE',
    headers: { 'content-type': 'application/json' },
  });

describe('in a shell', () => {
  const all = readmeExamples();

  test('the sandbox prints what is documented', () => {
    const [example] = all.filter(({ line }) => line === 'meta-capi sandbox');
    const { shape } = expectedShape(example?.output ?? '');
    expect(shapeOf(welcome).slice(0, shape.length)).toBe(shape);
  });

  test.each(all.filter(({ line }) => line !== 'meta-capi sandbox'))(
    '$line',
    async ({ line, output }) => {
      await clear();
      if (line.endsWith('--name Purchase')) {
        await sendBrowserEvent(url, { eid: 'undefined', fbp: madeUpFbp, 'cd[value]': '49.99' });
        await shell(
          `meta-capi trigger stripe payment_intent.succeeded --add data.object.id=pi_3Order1001 --add data.object.metadata.meta_fbp=${madeUpFbp}`,
        );
      } else if (line.startsWith('meta-capi listen')) {
        await shell(
          'meta-capi send Purchase --value 20 --currency EUR --id order_1001 --user externalId=42',
        );
      }
      const { stdout } = await shell(line);

      const { shape, isPrefix } = expectedShape(output);
      const actual = shapeOf(stdout);
      expect(isPrefix ? actual.slice(0, shape.length) : actual).toBe(shape);
    },
  );

  test('the exit code reaches the shell', async () => {
    expect(await shell('meta-capi send')).toMatchObject({ code: 2 });
    expect(await shell('meta-capi listen --no-follow --sandbox http://127.0.0.1:1')).toMatchObject({
      code: 3,
    });
    // The reader of the pipe ends first.
    expect(await shell('meta-capi trigger --list | head -1')).toMatchObject({ code: 0 });
  });
});

test('Ctrl+C ends the sandbox and listen with exit code 0', async () => {
  const listening = spawn(join(folder, 'meta-capi'), ['listen'], {
    env: { ...process.env, META_CAPI_BASE_URL: url },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve) => void listening.stderr.once('data', () => resolve()));
  const ended = new Promise<number | null>((resolve) => void listening.once('exit', resolve));
  listening.kill('SIGINT');
  expect(await ended).toBe(0);
});
