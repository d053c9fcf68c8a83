import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

// What npm repeats of a package that is a link. Where it is out of step, the example's own install
// rewrites the lock file, and running the example leaves changes in the clone.
const repeated = [
  'bin',
  'dependencies',
  'devDependencies',
  'engines',
  'license',
  'name',
  'peerDependencies',
  'peerDependenciesMeta',
  'version',
];

const shop = join(import.meta.dirname, '..');
const lock = read('package-lock.json')['packages'] as Record<string, Record<string, unknown>>;

test.each(Object.keys(lock).filter((path) => path.startsWith('../')))(
  'the lock file says of %s what its own package.json says',
  (path) => {
    expect(repeatedOf(lock[path] ?? {})).toEqual(repeatedOf(read(path, 'package.json')));
  },
);

test('the lock file names no registry', () => {
  const origins = Object.values(lock).map(({ resolved }) => String(resolved));
  expect(origins.filter((origin) => origin.includes('://'))).toEqual([]);
});

function repeatedOf(description: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(description).filter(([key]) => repeated.includes(key)));
}

function read(...path: string[]): Record<string, unknown> {
  // npm leaves out the first ./ of a path.
  const json = readFileSync(join(shop, ...path), 'utf8').replaceAll('"./', '"');
  return JSON.parse(json) as Record<string, unknown>;
}
