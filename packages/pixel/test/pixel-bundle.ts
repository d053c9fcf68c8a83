import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The whole package as one script, which names it `pixel`. */
export async function pixelBundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'pixel',
    conditions: ['@meta-capi/source'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
