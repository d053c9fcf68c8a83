import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
const packages = await readdir(new URL('packages', root));

describe.each(packages)('the published package %s', (name) => {
  test('holds the licence: npm packs nothing from above its folder', async () => {
    expect(await read(`packages/${name}/LICENSE`)).toBe(await read('LICENSE'));
  });

  test('pins none of its dependencies: adopters get their patches, and share their copies', async () => {
    const { dependencies } = JSON.parse(await read(`packages/${name}/package.json`)) as {
      dependencies: Record<string, string>;
    };
    expect(Object.values(dependencies).filter((range) => !range.startsWith('^'))).toEqual([]);
  });

  test('has each of its entries in what the consumers compile', async () => {
    const { name: fullName, exports } = JSON.parse(
      await read(`packages/${name}/package.json`),
    ) as Manifest;
    const used = await read('tools/consumers/projects/types/use.ts');
    const missing = Object.keys(exports)
      .map((path) => fullName + path.slice(1))
      .filter((entry) => !entry.endsWith('.json') && !used.includes(` from '${entry}';`));
    expect(missing).toEqual([]);
  });

  // tools/consumers/consumers.slow.test.ts compiles against them; this checks entries that are new.
  test('has for every entry a source, and types for CommonJS and for moduleResolution node10', async () => {
    const { main, types, exports, typesVersions } = JSON.parse(
      await read(`packages/${name}/package.json`),
    ) as Manifest;
    const entries = Object.entries(exports).flatMap(([path, entry]) =>
      typeof entry === 'string' ? [] : [{ path, ...entry }],
    );
    for (const { require, types: modules, default: module, ...conditions } of entries) {
      const path = module.replace(/\.js$/, '');
      const source = conditions['@meta-capi/source'];
      expect({ source, require, types: modules }).toEqual({
        // tools/build/modules.ts builds dist/x.js from src/x.ts.
        source: path.replace('./dist/', './src/').concat('.ts'),
        require: { types: `${path}.d.cts`, default: `${path}.cjs` },
        types: `${path}.d.ts`,
      });
    }
    const mainEntry = entries.find(({ path }) => path === '.');
    const others = entries.filter((entry) => entry !== mainEntry);
    expect([main, types]).toEqual([mainEntry?.default, mainEntry?.types]);
    expect(typesVersions?.['*'] ?? {}).toEqual(
      Object.fromEntries(others.map((entry) => [entry.path.slice(2), [entry.types]])),
    );
  });

  test('runs on the Node versions whose require() takes ECMAScript modules', async () => {
    const { engines } = JSON.parse(await read(`packages/${name}/package.json`)) as Manifest;
    // https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
    expect(engines).toEqual({ node: '^20.19 || >=22.12' });
  });
});

// Somebody else may publish under a name that is free on npm.
test('no page installs from npm what is not published', async () => {
  const folders = ['docs', 'packages', 'examples'];
  const files = await Promise.all(
    folders.map((folder) => readdir(new URL(folder, root), { recursive: true })),
  );
  const pages = files
    .flatMap((paths, index) => paths.map((path) => `${folders[index]}/${path}`))
    .filter((path) => /\/src\/[^.]+\.ts$|\.md$/.test(path) && !path.includes('node_modules'));
  for (const page of ['README.md', 'CONTRIBUTING.md', ...pages]) {
    const text = await read(page);
    const found = text.match(
      /(?:npx(?: --?[\w-]+)*|npm (?:i|install|add|exec)(?: --?[\w-]+)*) @meta-capi\/\S*/g,
    );
    expect({ page, found }).toEqual({ page, found: null });
    // A command that is not installed is a package name to npx, which asks npm for it.
    const commands = text.match(/npx(?: --?[\w-]+)* meta-capi[\w-]*/g) ?? [];
    expect({ page, commands: commands.filter((each) => !each.includes('--no-install')) }).toEqual({
      page,
      commands: [],
    });
  }
});

interface Manifest {
  name: string;
  main?: string;
  types?: string;
  exports: Record<string, string | Entry>;
  typesVersions?: { '*': Record<string, string[]> };
  engines: Record<string, string>;
}

interface Entry {
  '@meta-capi/source': string;
  require: { types: string; default: string };
  types: string;
  default: string;
}
