import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packages, packInto, sbomOf } from './pack.ts';

const root = join(import.meta.dirname, '../..');
const temporary = mkdtempSync(join(tmpdir(), 'meta-capi-release-'));
const tools = join(import.meta.dirname, 'node_modules/.bin');
const run = promisify(execFile);

beforeAll(() => {
  execFileSync('npm', ['install', '--silent'], { cwd: import.meta.dirname });
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('the packed files', () => {
  const [first, second] = [join(temporary, 'first'), join(temporary, 'second')];
  let files: string[];
  beforeAll(() => {
    files = packInto(first);
    packInto(second);
  });

  test('there is one for each package', () => {
    expect(files).toHaveLength(packages.length);
  });

  test('the same sources make the same bytes', () => {
    for (const file of files) {
      expect([file, readFileSync(join(first, file))]).toEqual([
        file,
        readFileSync(join(second, file)),
      ]);
    }
  });

  test.each(packages)('%s contains its tracked files and what is built from them', (name) => {
    const file = files.find((each) => each.startsWith(`meta-capi-${name}-`)) ?? '';
    const packed = execFileSync('tar', ['-tzf', join(first, file)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
    const tracked = execFileSync('git', ['ls-files', '--', '.'], {
      cwd: join(root, 'packages', name),
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .filter((path) => allowed.test(path));
    const source = new Set(packed.filter((path) => path.startsWith('src/')));
    const built = packed.filter((path) => path.startsWith('dist/'));
    // Nothing else: no test, no note, no file that only this machine has.
    expect(packed.filter((path) => !path.startsWith('dist/')).sort()).toEqual(tracked.sort());
    expect(built.filter((path) => !isBuiltFrom(path, source))).toEqual([]);
    expect(built.length).toBeGreaterThan(3);
  });

  test('the bill of materials names every package and its dependencies', () => {
    const paths = files.map((file) => join(first, file));
    const { bomFormat, components } = JSON.parse(sbomOf(paths)) as Sbom;
    const names = components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    expect(bomFormat).toBe('CycloneDX');
    expect(names).toEqual(expect.arrayContaining(packages.map((name) => `@meta-capi/${name}`)));
    expect(names).toContain('@noble/hashes');
    expect(names).not.toContain('vitest');
  });
});

/** The files of a package that are published as they are. */
const allowed =
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|(?:src|fixtures|templates)\/.+)$/;

/** `dist/x.js`, its map and its types, of `src/x.ts`; code that entries share is in a chunk. */
function isBuiltFrom(path: string, sources: ReadonlySet<string>): boolean {
  if (/^dist\/chunk-[\w-]+\.js(?:\.map)?$/.test(path)) return true;
  const [, name] = /^dist\/(.+?)\.(?:js|js\.map|cjs|d\.ts|d\.cts|d\.ts\.map)$/.exec(path) ?? [];
  return name !== undefined && ['.ts', '.tsx'].some((end) => sources.has(`src/${name}${end}`));
}

interface Sbom {
  bomFormat: string;
  components: { group?: string; name: string }[];
}

test('the exported types are those of the API reports', async () => {
  const script = join(import.meta.dirname, 'api-reports.mjs');
  await expect(run(process.execPath, [script])).resolves.toMatchObject({
    stdout: expect.stringMatching(/^\d+ reports are up to date\.$/m),
  });
}, 300_000);

describe('changesets', () => {
  test('every package has the same version, and none is missing', () => {
    const config = JSON.parse(readFileSync(join(root, '.changeset/config.json'), 'utf8')) as {
      fixed: string[][];
    };
    expect(config.fixed).toEqual([packages.map((name) => `@meta-capi/${name}`)]);
    const versions = packages.map((name) => manifestOf(root, name).version);
    expect(new Set(versions).size).toBe(1);
  });

  test('a change of one package is a release of all, with its line in one changelog', () => {
    const clone = join(temporary, 'clone');
    execFileSync('git', ['clone', '--quiet', '--local', root, clone]);
    execFileSync('git', ['checkout', '--quiet', '-B', 'main'], { cwd: clone });
    cpSync(join(root, '.changeset'), join(clone, '.changeset'), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
    const change = '---\n"@meta-capi/core": minor\n---\n\nAdd `x`: it does y.\n';
    writeFileSync(join(clone, '.changeset/a-change.md'), change);
    execFileSync(join(tools, 'changeset'), ['version'], { cwd: clone, stdio: 'pipe' });

    const versions = new Set(packages.map((name) => manifestOf(clone, name).version));
    expect(versions.size).toBe(1);
    const [version] = versions;
    expect(version).not.toBe(manifestOf(root, 'core').version);
    const changelog = (name: string): string =>
      readFileSync(join(clone, 'packages', name, 'CHANGELOG.md'), 'utf8');
    expect(changelog('core')).toBe(
      `# @meta-capi/core\n\n## ${version}\n\n### Minor Changes\n\n- Add \`x\`: it does y.\n`,
    );
    expect(changelog('aws')).not.toMatch(/Updated dependencies|[0-9a-f]{7}/);
    const example = readFileSync(join(clone, 'examples/express/package.json'), 'utf8');
    expect(example).toContain(`"@meta-capi/core": "${version}"`);
  });

  test('each waiting line is written for the user', () => {
    const folder = join(root, '.changeset');
    const waiting = readdirSync(folder).filter((file) => /^(?!README).*\.md$/.test(file));
    for (const file of waiting) {
      const [, summary = ''] =
        /^---\n[\s\S]*?\n---\n\s*([\s\S]*)$/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
      expect([file, summary]).toEqual([
        file,
        expect.stringMatching(/^(?:Add|Change|Fix|Remove|Deprecate) /),
      ]);
    }
    expect(existsSync(join(folder, 'config.json'))).toBe(true);
  });
});

function manifestOf(folder: string, name: string): { version: string } {
  return JSON.parse(readFileSync(join(folder, 'packages', name, 'package.json'), 'utf8')) as {
    version: string;
  };
}
