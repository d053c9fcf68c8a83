import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

test('/consent-tools has no dependencies and at most 2,500 bytes, minified and zipped', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [new URL('../../src/consent-tools.ts', import.meta.url).pathname],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@meta-capi/source'],
    logLevel: 'error',
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(inputs.some((path) => path.endsWith('src/consent-tools/klaro.ts'))).toBe(true);
  expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).toBeLessThanOrEqual(2500);
});
