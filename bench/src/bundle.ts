import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bundles `client.ts` or `cold.ts` with one contender; returns the file. */
export async function bundleContender(
  entry: 'client' | 'cold' | 'bare',
  contender: string,
): Promise<string> {
  const outfile = at(`../dist/${entry}-${contender}.mjs`);
  await build({
    ...options,
    entryPoints: [at(`${entry}.ts`)],
    outfile,
    alias: { contender: at(`contenders/${contender}.ts`) },
    // Bundled CommonJS asks for `require`; contenders of ours must not pay for it.
    ...(contender.startsWith('sdk') || contender === 'param-builder'
      ? { banner: requireShim }
      : {}),
  });
  return outfile;
}

/** Minified and gzipped bytes of one sender of CompleteRegistration. */
export async function senderBytes(contender: string): Promise<number> {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [at(`size/${contender}.ts`)],
    minify: true,
    write: false,
  });
  return gzipSync(outputFiles?.[0]?.contents ?? '', { level: 9 }).length;
}

const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@meta-capi/source'],
  logLevel: 'error',
};

const requireShim = {
  js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
};
