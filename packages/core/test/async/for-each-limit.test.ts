import { expect, test } from 'vitest';
import { fewAtATime } from '../../src/async/for-each-limit.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test.each([
  ['more items than the limit', 7, 3, 3],
  ['fewer items than the limit', 2, 20, 2],
  ['no items', 0, 20, 0],
])('runs the task once for each item, a few at a time: %s', async (_, count, limit, atOnce) => {
  const items = Array.from({ length: count }, (_item, n) => `item ${n}`);
  const seen: [string, number][] = [];
  let running = 0;
  let most = 0;
  await fewAtATime(items, limit, async (item, index) => {
    seen.push([item, index]);
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
  });
  expect(seen).toEqual(items.map((item, index) => [item, index]));
  expect(most).toBe(atOnce);
  expect(running).toBe(0);
});

test('starts the next item as soon as one is finished', async () => {
  const finish = new Map<string, () => void>();
  const all = fewAtATime(['a', 'b', 'c'], 2, (item) => {
    return new Promise<void>((resolve) => void finish.set(item, resolve));
  });
  finish.get('b')?.();
  await turn();
  expect([...finish.keys()]).toEqual(['a', 'b', 'c']);
  for (const resolve of finish.values()) resolve();
  await all;
});

test('rejects as the first task that rejects', async () => {
  const task = (item: string): Promise<void> => Promise.reject(new Error(item));
  await expect(fewAtATime(['a', 'b'], 2, task)).rejects.toThrow('a');
});
