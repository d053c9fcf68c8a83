import { build } from 'esbuild';
import { zipSync } from 'fflate';

/**
 * The function as Lambda takes it: a zip of one minified file. The same sources make the same
 * bytes on any machine, so that a deployment changes nothing if the sources are the same.
 */
export async function buildZip(
  format: 'cjs' | 'esm' = 'cjs',
  source: Source = cognitoTrigger,
): Promise<Uint8Array> {
  const file = await buildFile(format, source);
  // The zip knows local times only, from 1980 on; external attributes 0644: Lambda's user must
  // read the file. fflate is plain JavaScript, while Node's zlib packs differently by version.
  return zipSync(
    { [format === 'cjs' ? 'index.js' : 'index.mjs']: file },
    { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 },
  );
}

interface Source {
  /** The path of the file that exports `handler`. */
  entryPoint: string;
  /** Packages that the Lambda runtime contains. */
  external?: string[];
}

const cognitoTrigger: Source = { entryPoint: new URL('handler.ts', import.meta.url).pathname };

async function buildFile(
  format: 'cjs' | 'esm',
  { entryPoint, external = [] }: Source,
): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    external,
    absWorkingDir: new URL('..', import.meta.url).pathname,
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format,
    // In this repository the packages are read from src/, without a build.
    conditions: ['@meta-capi/source'],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no file.');
  return file.contents;
}
