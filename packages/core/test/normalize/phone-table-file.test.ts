import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { phoneTable, phoneTableFile } from '../../../../tools/phone-table.ts';

it('the table of numbering plans is what `npm run phone-table` makes', async () => {
  expect(await readFile(phoneTableFile, 'utf8')).toBe(phoneTable());
});
