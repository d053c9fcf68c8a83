import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { buildZip } from '../src/zip.ts';
import { runStoredAnswers } from './stored-answers.ts';
import { unpackedZip } from './unpacked.ts';

const run = promisify(execFile);

test('the zip is one file, and loads nothing but Node itself', async () => {
  const files = unzipSync(await buildZip());
  expect(Object.keys(files)).toEqual(['index.js']);
  const source = strFromU8(files['index.js'] ?? new Uint8Array());
  const loaded = [...source.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
  expect(loaded).toContain('node:https');
  expect(loaded.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  expect(source).not.toContain('aws-sdk');
});

// The size that is reached, and a little growth. Where it comes from is in bench/README.md.
test('the zip has at most 48,000 bytes', async () => {
  expect((await buildZip()).length).toBeLessThanOrEqual(48_000);
});

test('the same sources make the same bytes, wherever and whenever they are packed', async () => {
  const sha256 = createHash('sha256')
    .update(await buildZip())
    .digest('hex');
  const { stdout } = await run('npm', ['run', 'package'], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, TZ: 'Pacific/Kiritimati' },
  });
  expect(stdout).toContain(sha256);
});

test.each(['meta_', 'own_'])(
  'a refusal that only the pool stores is kept, in attributes that start with %s',
  async (prefix) => {
    const file = join(await unpackedZip(), 'index.js');
    const { sent, expected, fbp } = await runStoredAnswers(file, [process.execPath], prefix);
    expect(sent).toEqual(expected);
    expect(fbp).toEqual(['fb.1.1596403881668.7']);
  },
);
