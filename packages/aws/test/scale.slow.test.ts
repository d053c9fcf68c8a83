import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { scaleTable } from './scale/table.ts';

test('the table of docs/scale.md is what the simulation prints', async () => {
  const guide = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  expect(guide).toContain(scaleTable());
});
