import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bodyOf, signatureOf, webhookSecret } from './signed-request.ts';

const folder = await mkdtemp(join(tmpdir(), 'without-stripe-'));
afterAll(() => rm(folder, { recursive: true }));

beforeAll(async () => {
  await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    outfile: join(folder, 'adapter.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@meta-capi/source'],
    external: ['stripe'],
    logLevel: 'error',
  });
});

/** In a separate process, since Vitest would find the package that the other tests use. */
async function run(script: string): Promise<unknown> {
  const program = `const adapter = await import('./adapter.mjs'); console.log(JSON.stringify(${script}))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: folder },
  );
  return JSON.parse(stdout);
}

test('without the package stripe, visitors are carried too', async () => {
  expect(await run(`adapter.withVisitor({}, { consent: 'granted' })`)).toEqual({
    metadata: { meta_consent: 'granted' },
  });
});

test('without the package stripe the response is 503, and the report names what to install', async () => {
  const body = bodyOf({});
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signatureOf(body) },
    body,
  };
  const refusal = await run(
    `await adapter.stripeAdapter({ webhookSecret: '${webhookSecret}' })
      .receive(new Request('https://shop.example.com/', ${JSON.stringify(init)}))
      .catch(({ name, status, message }) => ({ name, status, message }))`,
  );
  expect(refusal).toMatchObject({
    name: 'WebhookError',
    status: 503,
    message: expect.stringContaining('npm install stripe') as string,
  });
});
