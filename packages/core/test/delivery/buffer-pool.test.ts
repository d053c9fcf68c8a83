import { expect, test } from 'vitest';
import { createBufferPool } from '../../src/delivery/buffer-pool.ts';

const size = 16_384;

test('gives a returned buffer out again, once', () => {
  const pool = createBufferPool();
  const buffer = pool.take();
  expect(buffer).toHaveLength(size);
  pool.giveBack(buffer);
  expect(pool.take()).toBe(buffer);
  expect(pool.take()).not.toBe(buffer);
});

test('keeps eight buffers, and none of more than 4 MiB', () => {
  const pool = createBufferPool();
  pool.giveBack(new Uint8Array(4 * 2 ** 20 + 1));
  for (let n = 0; n < 10; n += 1) pool.giveBack(new Uint8Array(4 * 2 ** 20));
  const sizes = Array.from({ length: 9 }, () => pool.take().length);
  expect(sizes).toEqual([...Array<number>(8).fill(4 * 2 ** 20), size]);
});
