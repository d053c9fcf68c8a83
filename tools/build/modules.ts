import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { chunkNames, type ModuleGraph } from './chunks.ts';
import { pureInitializers } from './pure-initializers.ts';

/**
 * Builds each module that package.json names under `exports`, `imports` and `bin` from the file of
 * the same path in `src`. Code that several of them use is in `chunk-*.js` files beside them.
 * Dependencies and the package's own `#imports` stay imports, so the importer's platform decides.
 */
export async function buildModules(folder: string, outdir: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const published = modulesIn([manifest.exports, manifest.bin]);
  const clients = clientModules(join(folder, 'src'));
  const names = new Set([...published, ...modulesIn(manifest.imports), ...clients]);
  const source = (name: string): string => resolve(folder, `src/${name}.ts`);
  const bundle = await rolldown({
    cwd: folder,
    input: Object.fromEntries(Array.from(names, (name) => [name, source(name)])),
    external: /^[^./]/,
    platform: 'neutral',
    // An entry exports nothing but what its source exports; tools/packages.test.ts checks it.
    preserveEntrySignatures: 'allow-extension',
    plugins: [pureInitializersPlugin(folder)],
    // A constant that two functions use would be in both, and the table of countries is long.
    optimization: { inlineConst: false },
    checks: { bundlerTimings: false },
  });
  let chunks: ReadonlyMap<string, string> | undefined;
  const chunkOf = (id: string, graph: ModuleGraph): string | null => {
    chunks ??= chunkNames(graph, Array.from(names, source), published.map(source));
    return chunks.get(id) ?? null;
  };
  await bundle.write({
    dir: outdir,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
    banner: ({ name }) => (clients.includes(name) ? useClient : ''),
    comments: { jsdoc: false },
    // Packages contain `src`.
    sourcemap: true,
    sourcemapExcludeSources: true,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          debugName: 'shared code',
          name: (id, context) =>
            chunkOf(id, (each) => context.getModuleInfo(each)?.importedIds ?? []),
        },
      ],
    },
  });
  await bundle.close();
}

interface Manifest {
  exports: unknown;
  imports?: unknown;
  bin?: unknown;
}

/** The `x` of each `./dist/x.js` in a part of package.json. */
function modulesIn(value: unknown): string[] {
  if (typeof value !== 'string') return Object.values(value ?? {}).flatMap(modulesIn);
  const [, name] = /^\.\/dist\/(.+)\.js$/.exec(value) ?? [];
  return name === undefined ? [] : [name];
}

const useClient = "'use client';";

/**
 * The modules that React loads in the browser. Each stays a file, because the directive is one of
 * its first line. https://react.dev/reference/rsc/use-client
 */
function clientModules(source: string): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => readFileSync(join(source, file), 'utf8').startsWith(useClient))
    .map((file) => file.replace(/\.tsx?$/, ''));
}

function pureInitializersPlugin(folder: string): Plugin {
  return {
    name: 'pure-initializers',
    transform: (code, id) =>
      relative(folder, id).startsWith('src/')
        ? // Lines stay where they are, which is all that the source map needs.
          { code: pureInitializers(code.replace(useClient, '')), map: null }
        : null,
  };
}
