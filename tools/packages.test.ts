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
});
