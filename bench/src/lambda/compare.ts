// The Cognito trigger beside a handler that does nothing, one written by hand and Meta's SDK: from
// an empty process to the first registration that a TLS server acknowledged, and one after another.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { buildZip } from '../../../examples/lambda/src/zip.ts';
import { round, rounds } from '../compare.ts';
import { median } from '../median.ts';
import { clientEnvironment, startServer } from '../run-client.ts';

interface Measured {
  cold: { cpuMs: number; wallMs: number };
  warm: { cpuUs: number; wallUs: number };
}

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = at('../../dist/lambda');

/** The size of the zip that is uploaded. */
export async function zipBytes(): Promise<number> {
  return (await buildZip()).length;
}

/** CPU times of a cold start and of one invocation, by handler; `÷ by hand` is of cold starts. */
export async function compareFunctions(node: string): Promise<Record<string, object>> {
  mkdirSync(dist, { recursive: true });
  const files: Record<string, string> = {
    bare: await bundle('bare'),
    ours: unpack(await buildZip('cjs'), 'index.js', 'ours.cjs'),
    'ours as ESM': unpack(await buildZip('esm'), 'index.mjs', 'ours.mjs'),
    'by hand': await bundle('floor'),
    SDK: await bundle('sdk'),
  };
  const { server, port } = await startServer();
  const runs = new Map<string, Measured[]>();
  for (let turn = 0; turn < 7 * rounds(); turn += 1) {
    for (const [name, file] of Object.entries(files)) {
      runs.set(name, [...(runs.get(name) ?? []), run(node, file, port)]);
    }
  }
  server.disconnect();
  const middle = (name: string, of: (measured: Measured) => number): number =>
    median((runs.get(name) ?? []).map(of));
  const cold = (name: string): number =>
    middle(name, (each) => each.cold.cpuMs) - middle('bare', (each) => each.cold.cpuMs);
  return Object.fromEntries(
    Object.keys(files).map((name) => [
      name,
      {
        'cold, CPU ms above bare': round(cold(name)),
        '÷ by hand': round(cold(name) / cold('by hand')),
        'warm, CPU µs': round(middle(name, ({ warm }) => warm.cpuUs)),
      },
    ]),
  );
}

async function bundle(name: string): Promise<string> {
  const outfile = `${dist}/${name}.cjs`;
  await build({
    entryPoints: [at(`${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

function unpack(zip: Uint8Array, name: string, as: string): string {
  const path = `${dist}/${as}`;
  writeFileSync(path, unzipSync(zip)[name] ?? '');
  return path;
}

function run(node: string, file: string, port: number): Measured {
  const env = {
    NODE_EXTRA_CA_CERTS: clientEnvironment.NODE_EXTRA_CA_CERTS,
    META_CAPI_BASE_URL: `https://127.0.0.1:${port}`,
    META_PIXEL_ID: '1234567890',
    META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
    META_CONSENT_UNKNOWN: 'send',
  };
  const out = execFileSync(node, [at('invoke.cjs'), file, '500'], { env, encoding: 'utf8' });
  return JSON.parse(out) as Measured;
}
