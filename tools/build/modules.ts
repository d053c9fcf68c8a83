import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, type RolldownBuild, rolldown } from 'rolldown';
import { chunkNames, type EntryModules } from './chunks.ts';
import { copyingEntries } from './copies.ts';
import { pureInitializers } from './pure-initializers.ts';

/**
 * Builds each module that package.json names under `exports`, `imports` and `bin` from the file of
 * the same path in `src`. Code that several of them use is copied into each where it is short and
 * has no state, else in `chunk-*.js` files beside them. Dependencies and the package's own `#imports`
 * stay imports, so the importer's platform decides; the parts of core that are made for pages
 * are copied.
 */
export async function buildModules(folder: string, outdir: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const source = (name: string): string => resolve(folder, `src/${name}.ts`);
  const clients = clientModules(join(folder, 'src'));
  const published = [...new Set([...modulesIn([manifest.exports, manifest.bin]), ...clients])];
  const targets = modulesIn(manifest.imports);
  const [main] = modulesIn(manifest.exports['.']);

  /** A bundle of some entries. Where they import one of `files`, it stays an import. */
  const bundle = (names: readonly string[], files: readonly string[]): Promise<RolldownBuild> =>
    rolldown({
      cwd: folder,
      input: Object.fromEntries(names.map((name) => [name, source(name)])),
      external: (id) => /^[^./]/.test(id) && !madeForPages.test(id),
      resolve: { conditionNames: ['@meta-capi/source'] },
      platform: 'neutral',
      // An entry exports nothing but what its source exports; tools/packages.test.ts checks it.
      preserveEntrySignatures: 'allow-extension',
      plugins: [
        pureInitializersPlugin,
        importsOfFiles(new Map(files.map((name) => [source(name), name]))),
      ],
      // A constant that two functions use would be in both, and the table of countries is long.
      optimization: { inlineConst: false },
      checks: { bundlerTimings: false },
    });
  const modulesOf = async (
    names: readonly string[],
    files: readonly string[],
  ): Promise<ReadonlyMap<string, EntryModules>> => {
    const modules = new Map<string, EntryModules>();
    for (const name of names) {
      const alone = await bundle([name], without(files, [name]));
      const { output } = await alone.generate({ codeSplitting: false });
      const rendered = Object.entries(output[0].modules);
      modules.set(name, new Map(rendered.map(([id, { renderedLength }]) => [id, renderedLength])));
      await alone.close();
    }
    return modules;
  };
  const write = async (
    names: readonly string[],
    files: readonly string[],
    chunks?: ReadonlyMap<string, string>,
  ): Promise<void> => {
    const build = await bundle(names, files);
    await build.write({
      dir: outdir,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[name].js',
      banner: ({ name }) => (clients.includes(name) ? useClient : ''),
      comments: { jsdoc: false },
      // Packages contain `src`.
      sourcemap: true,
      sourcemapExcludeSources: true,
      codeSplitting: {
        groups: [{ debugName: 'shared code', name: (id) => chunks?.get(id) ?? null }],
      },
    });
    await build.close();
  };

  const copying = copyingEntries(await modulesOf(published, [...clients, main ?? '']), main);
  const sharing = without([...published, ...targets], copying);
  const chunks = chunkNames(await modulesOf(sharing, sharing), published);
  if (sharing.length > 0) await write(sharing, without(clients, sharing), chunks);
  for (const name of copying) await write([name], without([...clients, ...sharing], [name]));
}

function without(names: readonly string[], some: readonly string[]): readonly string[] {
  return names.filter((name) => !some.includes(name));
}

const madeForPages = /^@meta-capi\/core\/(?:browser|consent-tools)$/;

interface Manifest {
  exports: Readonly<Record<string, unknown>>;
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

/**
 * Keeps the import of a source as one of the file that is built from it. The file that imports is in the root
 * of the folder: an entry in a folder inside it imports no other entry.
 */
function importsOfFiles(names: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'imports-of-files',
    resolveId: (id, importer) => {
      const name = importer && id.startsWith('.') && names.get(resolve(dirname(importer), id));
      return name ? { id: `./${name}.js`, external: true } : null;
    },
  };
}

const pureInitializersPlugin: Plugin = {
  name: 'pure-initializers',
  transform: (code, id) =>
    relative(packages, id).match(/^[^/.]+\/src\//)
      ? // Lines stay where they are, which is all that the source map needs.
        { code: pureInitializers(code.replace(useClient, '')), map: null }
      : null,
};

const packages = fileURLToPath(new URL('../../packages', import.meta.url));
