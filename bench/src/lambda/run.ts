// npx tsx bench/src/lambda/run.ts
// The Cognito trigger beside a handler that does nothing, one written by hand and Meta's SDK: from
// an empty process to the first registration that a TLS server acknowledged, and one after another.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { buildZip } from '../../../examples/lambda/src/zip.ts';
import { median } from '../median.ts';
import { nodes } from '../nodes.ts';

interface Measured {
  cold: { cpuMs: number; wallMs: number };
  warm: { cpuUs: number; wallUs: number };
}

const rounds = Number(process.env['ROUNDS'] ?? 21);
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = at('../../dist/lambda');
mkdirSync(dist, { recursive: true });

const files: Record<string, string> = {
  bare: await bundle('bare'),
  ours: unpack(await buildZip('cjs'), 'index.js', 'ours.cjs'),
  'ours as ESM': unpack(await buildZip('esm'), 'index.mjs', 'ours.mjs'),
  'by hand': await bundle('floor'),
  "Meta's SDK": await bundle('sdk'),
};
const { length: zipBytes } = await buildZip();
console.log(`zip: ${zipBytes} bytes`);

const server = fork(at('../graph-server.ts'), { execArgv: ['--import', 'tsx'] });
const [{ port }] = await once(server, 'message');
const env = {
  NODE_EXTRA_CA_CERTS: at('../../../packages/core/test/http/certificates/authority.pem'),
  META_CAPI_BASE_URL: `https://127.0.0.1:${port}`,
  META_PIXEL_ID: '1234567890',
  META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
  META_CONSENT_UNKNOWN: 'send',
};
for (const [version, node] of Object.entries(nodes())) {
  const runs = new Map<string, Measured[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, file] of Object.entries(files)) {
      runs.set(name, [...(runs.get(name) ?? []), run(node, file)]);
    }
  }
  const middle = (name: string, of: (measured: Measured) => number): number =>
    median((runs.get(name) ?? []).map(of));
  const aboveBare = (name: string, of: (measured: Measured) => number): number =>
    Number((middle(name, of) - middle('bare', of)).toFixed(1));
  const summary = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      {
        'gzip bytes': gzipSync(readFileSync(file), { level: 9 }).length,
        'cold, CPU ms above bare': aboveBare(name, ({ cold }) => cold.cpuMs),
        'cold, wall ms above bare': aboveBare(name, ({ cold }) => cold.wallMs),
        'warm, CPU µs': Math.round(middle(name, ({ warm }) => warm.cpuUs)),
        'warm, wall µs': Math.round(middle(name, ({ warm }) => warm.wallUs)),
      },
    ]),
  );
  console.log(`\nNode ${version}`);
  console.table(summary);
}
server.disconnect();

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

function run(node: string, file: string): Measured {
  const out = execFileSync(node, [at('invoke.cjs'), file, '500'], { env, encoding: 'utf8' });
  return JSON.parse(out) as Measured;
}
