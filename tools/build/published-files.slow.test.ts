import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildModules } from './modules.ts';

// The published modules, built into a temporary folder as `npm run build` builds them into dist.

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const names = readdirSync(packages);
/** The command line exports nothing. */
const libraries = names.filter((name) => name !== 'cli');
// In node_modules, so that they find their dependencies.
const temporary = mkdtempSync(
  fileURLToPath(new URL('../../node_modules/.meta-capi-build-', import.meta.url)),
);
const built = join(temporary, 'node_modules/@meta-capi');
beforeAll(async () => {
  await Promise.all(
    names.map(async (name) => {
      await buildModules(join(packages, name), join(built, name, 'dist'));
      copyFileSync(join(packages, name, 'package.json'), join(built, name, 'package.json'));
    }),
  );
});
afterAll(() => rmSync(temporary, { recursive: true }));

describe.each(libraries.filter((name) => name !== 'sandbox'))('the modules of %s', (name) => {
  // What stays is code that every bundle contains, whatever it uses of the module.
  test('leave nothing in a bundle that uses none of their exports', async () => {
    const modules = readdirSync(join(built, name, 'dist'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .map((file) => `import ${JSON.stringify(join(built, name, 'dist', file))};`);
    const code = await bundle(modules.join('\n'), {
      packages: 'external',
      minify: true,
      plugins: [ignoreSideEffectsField],
    });
    expect(modules.length).toBeGreaterThan(1);
    // Of a product of two numbers the other bundlers make one number, and drop it.
    const rest = code.replaceAll(/import[^;]*;|var(?: ?[\w$]+=[\d*e+-]+[,;])+/g, '').trim();
    expect(rest).toBe('');
  });
});

test.each(libraries)('the entries of %s export what their sources export', async (name) => {
  const manifest = readFileSync(join(packages, name, 'package.json'), 'utf8');
  const files = Array.from(
    manifest.matchAll(/"default": "\.\/dist\/(.+)\.js"/g),
    ([, file]) => file,
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const source = await exportsOf(join(packages, name, 'src', `${file}.ts`));
    const module = await exportsOf(join(built, name, 'dist', `${file}.js`));
    expect({ file, exports: module }).toEqual({ file, exports: source });
  }
});

// A cycle between the files would be a ReferenceError here, in the order in which Node runs them.
test.each(libraries)('Node loads each entry of %s first', async (name) => {
  const { exports } = JSON.parse(readFileSync(join(built, name, 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  const entries = Object.keys(exports).filter((path) => path !== './package.json');
  expect(entries.length).toBeGreaterThan(0);
  for (const entry of entries) {
    const code = `await import('@meta-capi/${join(name, entry)}')`;
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      cwd: temporary,
    });
    await expect(child).resolves.toMatchObject({ stderr: '' });
  }
});

// Each costs 0.8 ms of CPU in Node 20.
test.each([
  ['core', 4],
  ['pixel', 1],
  ['cognito-trigger', 7],
  ['activecampaign-adapter', 5],
  ['stripe-adapter', 7],
  ['sandbox', 2],
])('the main entry of %s needs at most %i files of these packages', async (name, limit) => {
  const { metafile } = await build({
    stdin: { contents: `export * from '@meta-capi/${name}';`, resolveDir: temporary },
    bundle: true,
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    plugins: [dependenciesStayImports],
  });
  const files = Object.keys(metafile.inputs).filter((file) => file.endsWith('.js'));
  expect(files.length).toBeGreaterThan(0);
  expect(files.length).toBeLessThanOrEqual(limit);
});

// https://react.dev/reference/rsc/use-client
test('a client component of React stays a file that begins with its directive', () => {
  const text = readFileSync(join(built, 'pixel/dist/next-client.js'), 'utf8');
  expect(text).toMatch(/^(['"])use client\1;/);
});

describe('a bundle of the modules is not larger than a bundle of the sources', () => {
  test.each([
    ['core', 'createCapiClient', 'index'],
    ['core', 'visitorFromRequest, packVisitor', 'index'],
    ['core', 'toNodeHandler', 'index'],
    ['core', 'hashId', 'event-id'],
    ['stripe-adapter', 'stripeAdapter', 'index'],
    ['stripe-adapter', 'stripeToEvents', 'to-events'],
    ['pixel', 'trackPixelEvent', 'index'],
  ])('%s: %s', async (name, exported, entry) => {
    const ofSources = await bundle(
      `export { ${exported} } from '${join(packages, name, 'src', entry)}.ts'`,
      { conditions: ['@meta-capi/source'], minify: true },
    );
    const ofModules = await bundle(
      `export { ${exported} } from '@meta-capi/${join(name, entry === 'index' ? '' : entry)}'`,
      { minify: true },
    );
    expect(ofSources.length).toBeGreaterThan(100);
    // esbuild names things differently from one bundle to the next.
    expect(ofModules.length).toBeLessThanOrEqual(ofSources.length * 1.02 + 20);
  });
});

async function exportsOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: 'entry.js',
    bundle: true,
    format: 'esm',
    packages: 'external',
    external: ['#*'],
    metafile: true,
    write: false,
  });
  return metafile.outputs['entry.js']?.exports.toSorted() ?? [];
}

async function bundle(contents: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: temporary },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['stripe', 'react'],
    write: false,
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

const dependenciesStayImports: Plugin = {
  name: 'dependencies-stay-imports',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[^./#]/ }, ({ path }) =>
      path.startsWith('@meta-capi/') ? undefined : { path, external: true },
    );
  },
};

const ignoreSideEffectsField: Plugin = {
  name: 'ignore-side-effects-field',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[./]/ }, async ({ path, ...options }) => {
      if (options.pluginData === 'nested') return undefined;
      const resolved = await hooks.resolve(path, { ...options, pluginData: 'nested' });
      return { path: resolved.path, sideEffects: true };
    });
  },
};
