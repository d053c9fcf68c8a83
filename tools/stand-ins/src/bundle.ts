import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a bundler makes of a module, minified. */
export interface Bundle {
  readonly code: string;
  /** Bytes after gzip at level 9, as Node compresses. */
  readonly zippedBytes: number;
  /** The paths of the files that it is made of. */
  readonly inputs: readonly string[];
}

/** Bundles TypeScript source, whose imports are resolved in `folder`. */
export async function bundle(
  source: string,
  { folder, platform }: { readonly folder: string; readonly platform: 'browser' | 'node' },
): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform,
    conditions: ['@meta-capi/source'],
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no file.');
  return {
    code: file.text,
    zippedBytes: gzipSync(file.contents, { level: 9 }).byteLength,
    inputs: Object.keys(metafile.inputs),
  };
}
