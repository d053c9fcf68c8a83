import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

// What a bundler makes of each entry for a browser or a Worker. `/to-events` is zod/mini (11 kB) and
// core's reading of a visitor; `/event-id` is for thank-you pages.
test.each([
  ['event-id', 200],
  ['to-events', 19_000],
])('/%s has no stripe in it and at most %d bytes, minified and zipped', async (entry, limit) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [new URL(`../src/${entry}.ts`, import.meta.url).pathname],
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
  expect(inputs.filter((path) => path.includes('node_modules/stripe'))).toEqual([]);
  expect(inputs.some((path) => path.endsWith(`src/${entry}.ts`))).toBe(true);
  expect(gzipSync(outputFiles[0]?.contents ?? '').byteLength).toBeLessThan(limit);
});
