import { build } from 'esbuild';

// The folder that template.yaml names: one minified file.
await build({
  entryPoints: [new URL('handler.ts', import.meta.url).pathname],
  outfile: new URL('../dist/index.mjs', import.meta.url).pathname,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: ['@meta-capi/source'],
});
