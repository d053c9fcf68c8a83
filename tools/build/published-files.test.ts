import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildModules } from './modules.ts';

// The published modules, built into a temporary folder as `npm run build` builds them into dist.

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const names = readdirSync(packages);
const temporary = mkdtempSync(join(tmpdir(), 'meta-capi-build-'));
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

describe.each(names.filter((name) => name !== 'sandbox'))('the modules of %s', (name) => {
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
    const rest = code.replaceAll(/import[^;]*;|var(?: ?\w+=[\d*e+-]+[,;])+/g, '').trim();
    expect(rest).toBe('');
  });
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

async function bundle(contents: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: temporary },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['stripe', 'react'],
    // The dependencies of the built packages.
    nodePaths: [fileURLToPath(new URL('../../node_modules', import.meta.url))],
    write: false,
    ...options,
  });
  return outputFiles?.[0]?.text ?? '';
}

const ignoreSideEffectsField: NonNullable<BuildOptions['plugins']>[number] = {
  name: 'ignore-side-effects-field',
  setup: (hooks) => {
    hooks.onResolve({ filter: /^[./]/ }, async ({ path, ...options }) => {
      if (options.pluginData === 'nested') return undefined;
      const resolved = await hooks.resolve(path, { ...options, pluginData: 'nested' });
      return { path: resolved.path, sideEffects: true };
    });
  },
};
