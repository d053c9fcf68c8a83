import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The whole package as one script, which makes it a global of this name. */
export async function pixelBundle(globalName = 'pixel'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName,
    conditions: ['@meta-capi/source'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
