import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Each runtime dependency has a reason in SECURITY.md, and nothing else comes with an installation.

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

interface Described {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  hasInstallScript?: boolean;
}

const lock = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Described> })
  .packages;
const folders = readdirSync(`${root}packages`);
const rows = new Map(
  Array.from(read('SECURITY.md').matchAll(/^\| `(@meta-capi\/[\w-]+)` \| (.*?) \|/gm), (row) => [
    row[1],
    Array.from((row[2] ?? '').matchAll(/`([^`]+)`/g), ([, name]) => name).toSorted(),
  ]),
);

test.each(folders)('SECURITY.md lists everything that %s depends on', (folder) => {
  const { name, dependencies = {} } = JSON.parse(
    read(`packages/${folder}/package.json`),
  ) as Described;
  const own = Object.keys(dependencies).filter((one) => !one.startsWith('@meta-capi/'));
  expect(rows.get(name)).toEqual(closure(own).toSorted());
});

test.each(folders)('%s and its dependencies run no script at installation', (folder) => {
  const { scripts = {}, dependencies = {} } = JSON.parse(
    read(`packages/${folder}/package.json`),
  ) as Described;
  const names = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
  expect(Object.keys(scripts).filter((script) => names.includes(script))).toEqual([]);
  const foreign = closure(Object.keys(dependencies)).filter(
    (one) => !one.startsWith('@meta-capi/'),
  );
  expect(foreign.filter((one) => lock[`node_modules/${one}`]?.hasInstallScript)).toEqual([]);
});

test('no package evaluates text', () => {
  const evaluates = /\beval\(|new Function\(|\.innerHTML\b|insertAdjacentHTML/;
  const files = folders.flatMap((folder) =>
    readdirSync(`${root}packages/${folder}/src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.generated.ts'))
      .map((path) => `packages/${folder}/src/${path}`),
  );
  expect(files.filter((path) => evaluates.test(read(path)))).toEqual([]);
});

/** These packages and all that they depend on; each is in the lock file at the root. */
function closure(names: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(...Object.keys(lock[`node_modules/${name}`]?.dependencies ?? {}));
  }
  return [...found];
}
