import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { simulate } from './scale/simulate.ts';
import { scaleTable } from './scale/table.ts';

test('docs/scale.md contains the table that the simulation prints', async () => {
  const guide = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  expect(guide).toContain(scaleTable());
});

test('at a million events an hour the queue is full in an outage, and nothing is lost', async () => {
  const guide = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  const { mostInFlight, fullSeconds, lost } = simulate('SQS', 1_000_000);
  expect(mostInFlight).toBe(120_000);
  expect(lost).toBe(0);
  expect(guide.replaceAll(/\s+/g, ' ')).toContain(
    `the queue stays full for ${Math.round(fullSeconds / 60)} minutes`,
  );
  expect(simulate('SQS', 100_000)).toMatchObject({ fullSeconds: 0, lost: 0 });
});
