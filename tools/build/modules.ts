import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { pureInitializers } from './pure-initializers.ts';

/**
 * Builds each module that package.json names under `exports`, `imports` and `bin` from the file of
 * the same path in `src`. Code that several of them use is in `chunk-*.js` files beside them.
 * Dependencies and the package's own `#imports` stay imports, so the importer's platform decides.
 */
export async function buildModules(folder: string, outdir: string): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: sourcesOf(folder),
    outbase: 'src',
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    packages: 'external',
    external: ['#*'],
    sourcemap: 'linked',
    // Packages contain `src`.
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [annotatePureInitializers(resolve(folder, 'src'))],
    write: false,
  });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replaceAll(bareChunkImport, ''));
  }
}

/** esbuild writes it for the order of side effects; we have none, and bundlers warn about it. */
const bareChunkImport = /^import "\.[^"]*\/chunk-\w+\.js";$/gm;

function sourcesOf(folder: string): string[] {
  const { exports, imports, bin } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { exports: unknown; imports?: unknown; bin?: unknown };
  const modules = new Set([exports, imports, bin].flatMap(textsIn));
  return [...modules].flatMap((path) => {
    const [, name] = /^\.\/dist\/(.+)\.js$/.exec(path) ?? [];
    return name === undefined ? [] : [`src/${name}.ts`];
  });
}

function textsIn(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(textsIn);
}

function annotatePureInitializers(source: string): Plugin {
  return {
    name: 'annotate-pure-initializers',
    setup: (hooks) => {
      hooks.onLoad({ filter: /\.tsx?$/ }, ({ path }) =>
        path.startsWith(source)
          ? { contents: pureInitializers(readFileSync(path, 'utf8')), loader: 'ts' }
          : undefined,
      );
    },
  };
}
