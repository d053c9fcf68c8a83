import { describe, expect, test } from 'vitest';
import { inPortions } from '../../src/client/chunks.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('inPortions', () => {
  test.each([
    [0, [[0, 0]]],
    [1, [[0, 1]]],
    [1000, [[0, 1000]]],
    [
      1001,
      [
        [0, 1000],
        [1000, 1001],
      ],
    ],
    [
      2500,
      [
        [0, 1000],
        [1000, 2000],
        [2000, 2500],
      ],
    ],
  ])('cuts %i events into %j, their answers in order', async (length, portions) => {
    const sent = await inPortions(length, async (from, to) => {
      await turn();
      return [from, to];
    });
    expect(sent).toEqual(portions);
  });

  test('starts the first portion in the turn of the call', () => {
    let started = 0;
    void inPortions(5000, () => {
      started += 1;
      return Promise.resolve();
    });
    expect(started).toBe(1);
  });

  test('has eight in flight and prepares the next when one is finished', async () => {
    const answers: (() => void)[] = [];
    const all = inPortions(20_000, () => new Promise<void>((answer) => answers.push(answer)));
    for (let n = 0; n < 20; n += 1) await turn();
    expect(answers).toHaveLength(8);
    answers[3]?.();
    for (let n = 0; n < 20; n += 1) await turn();
    expect(answers).toHaveLength(9);
    for (let n = 0; n < 20; n += 1) {
      for (const answer of answers) answer();
      await turn();
    }
    expect(await all).toHaveLength(20);
  });

  test('lets the process get on between two portions', async () => {
    const order: string[] = [];
    setTimeout(() => order.push('other work'), 0);
    await inPortions(2000, (from) => {
      order.push(`portion ${from}`);
      return Promise.resolve();
    });
    expect(order).toEqual(['portion 0', 'other work', 'portion 1000']);
  });
});
