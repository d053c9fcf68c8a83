import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

// What a bundler makes of each entry for a browser or a Worker. `/event-id` is for thank-you pages.
// `/to-events` has 20 kB, about in proportion to what is minified: 37 kB of zod/mini, 11 kB for the
// shapes of all API versions and 7 kB of core, which reads the visitor and the consent of every carrier.
// 20.5 kB is that and a little growth: another dependency, or a part of `enrich`, exceeds it.
test.each([
  ['event-id', 200],
  // Pages with Payment Links load it.
  ['client-reference', 1100],
  ['to-events', 20_500],
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
