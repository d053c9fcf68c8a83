import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('what a page loads', () => {
  it.each([
    ['generateEventId', 300],
    ['trackPixelEvent, isPixelReady, generateEventId', 1800],
    [
      'trackPixelEvent, isPixelReady, generateEventId, initPixel, grantConsent, revokeConsent',
      // The library may be late, and the answer given elsewhere: both have to be minded here.
      4200,
    ],
  ])('{ %s } is at most %i bytes of gzip, without a hash', async (names, limit) => {
    const { outputFiles, metafile } = await build({
      stdin: {
        contents: `export { ${names} } from './index.ts'`,
        resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
      },
      bundle: true,
      minify: true,
      format: 'esm',
      conditions: ['@meta-capi/source'],
      metafile: true,
      write: false,
    });
    const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const used = bundled.filter(([, { bytesInOutput }]) => bytesInOutput > 0);

    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(limit);
    expect(used.map(([file]) => file).filter((file) => /sha256|noble/.test(file))).toEqual([]);
  });
});
