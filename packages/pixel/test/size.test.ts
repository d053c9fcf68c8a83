import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const optional = ['take-from-url.ts', 'print-pixel-events.ts'];

describe('what a page loads', () => {
  it.each([
    ['generateEventId', 200, optional],
    ['trackPixelEvent, isPixelReady, generateEventId', 1800, optional],
    [
      'trackPixelEvent, isPixelReady, generateEventId, initPixel, grantConsent, revokeConsent',
      4200,
      optional,
    ],
    // Every export, with the base code as text, which is a second copy of initPixel.
    ['*', 9000, []],
  ])(
    '%s is at most %i bytes of gzip, without a hash and without %j',
    async (names, limit, absent) => {
      const { size, files } = await bundle(names);

      expect(size).toBeLessThanOrEqual(limit);
      expect(files.filter((file) => /src.hash|noble/.test(file))).toEqual([]);
      expect(files.filter((file) => absent.some((each) => file.endsWith(`/${each}`)))).toEqual([]);
    },
  );

  it.each([
    ['development', true],
    ['production', false],
  ])('the warning about a secret in the URL is in a %s bundle: %s', async (mode, isThere) => {
    const { text } = await bundle('initPixel', mode);

    expect(text.includes('call takeFromUrl')).toBe(isThere);
  });

  it('names the files of what is imported', async () => {
    const { files } = await bundle('takeFromUrl, printPixelEvents');

    for (const each of optional) expect(files.some((file) => file.endsWith(`/${each}`))).toBe(true);
  });
});

interface Bundle {
  size: number;
  files: string[];
  text: string;
}

/** The gzipped size of these exports, and the files of which something is in the bundle. */
async function bundle(names: string, mode = 'production'): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export ${names === '*' ? '*' : `{ ${names} }`} from './index.ts'`,
      resolveDir: fileURLToPath(new URL('../src', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    // As bundlers do for production: hints for developers are not in the bundle.
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    conditions: ['@meta-capi/source'],
    metafile: true,
    write: false,
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    size: gzipSync(outputFiles[0]?.contents ?? '').length,
    text: outputFiles[0]?.text ?? '',
    files: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file),
  };
}
