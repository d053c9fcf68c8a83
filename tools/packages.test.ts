import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
const packages = await readdir(new URL('packages', root));

describe.each(packages)('the published package %s', (name) => {
  test('holds the licence: npm packs nothing from above its folder', async () => {
    expect(await read(`packages/${name}/LICENSE`)).toBe(await read('LICENSE'));
  });
});
