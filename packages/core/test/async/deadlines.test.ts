import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeadlines, type Deadlines, type WithDeadline } from '../../src/async/deadlines.ts';

interface Item extends WithDeadline {
  name: string;
  isOpen: boolean;
}

const graceMs = 10;

/** Deadlines whose items end when their time has passed; `passed` lists names and times. */
function watch(): { deadlines: Deadlines<Item>; passed: [string, number][] } {
  const start = performance.now();
  const passed: [string, number][] = [];
  const deadlines = createDeadlines<Item>(graceMs, (item) => {
    passed.push([item.name, performance.now() - start]);
    end(deadlines, item);
  });
  return { deadlines, passed };
}

function itemOf(name: string, ms: number): Item {
  return { name, deadline: performance.now() + ms, isOpen: true };
}

function end(deadlines: Deadlines<Item>, item: Item): void {
  item.isOpen = false;
  deadlines.ended();
}

describe('createDeadlines', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['in their order', [100, 200, 300]],
    ['in the opposite order', [300, 200, 100]],
    ['in any order', [200, 300, 100, 250, 150, 275, 225]],
    ['some at the same time', [200, 100, 200, 100]],
    ['some close together', [100, 105, 112, 125, 140]],
  ])('calls back for each item after its deadline and the grace, added %s', (_, deadlinesMs) => {
    const { deadlines, passed } = watch();
    for (const ms of deadlinesMs) deadlines.add(itemOf(`at ${ms}`, ms));
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual(
      deadlinesMs.toSorted((a, b) => a - b).map((ms) => [`at ${ms}`, ms + graceMs]),
    );
  });

  test('items with one deadline pass in the order in which they were added', () => {
    const { deadlines, passed } = watch();
    deadlines.add(itemOf('last', 200));
    for (const name of ['a', 'b', 'c', 'd']) deadlines.add(itemOf(name, 100));
    vi.advanceTimersByTime(1000);
    expect(passed.map(([name]) => name)).toEqual(['a', 'b', 'c', 'd', 'last']);
  });

  test('an item that is added later is not forgotten', () => {
    const { deadlines, passed } = watch();
    deadlines.add(itemOf('a', 100));
    vi.advanceTimersByTime(500);
    deadlines.add(itemOf('b', 100));
    vi.advanceTimersByTime(50);
    deadlines.add(itemOf('c', 20));
    vi.advanceTimersByTime(500);
    expect(passed).toEqual([
      ['a', 110],
      ['c', 580],
      ['b', 610],
    ]);
  });

  test('a deadline that has passed already gets what is left of the grace', () => {
    const { deadlines, passed } = watch();
    deadlines.add(itemOf('a little late', -4));
    deadlines.add(itemOf('very late', -5000));
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(passed).toEqual([
      ['very late', 0],
      ['a little late', 6],
    ]);
  });

  test('does not call back for items that have ended, and goes on with the next', () => {
    const { deadlines, passed } = watch();
    const ended = [itemOf('ended', 100), itemOf('ended', 200)];
    for (const item of ended) deadlines.add(item);
    for (const item of [itemOf('open', 100), itemOf('last', 300)]) deadlines.add(item);
    for (const item of ended) end(deadlines, item);
    vi.advanceTimersByTime(1000);
    expect(passed.map(([name]) => name)).toEqual(['open', 'last']);
  });

  test('an item that a callback for another one ends is not called back for', () => {
    const names: string[] = [];
    const [first, second] = [itemOf('first', 100), itemOf('second', 100)];
    const deadlines = createDeadlines<Item>(graceMs, ({ name }) => {
      names.push(name);
      for (const item of [first, second]) end(deadlines, item);
    });
    deadlines.add(first);
    deadlines.add(second);
    vi.advanceTimersByTime(1000);
    expect(names).toEqual(['first']);
  });

  test('lists the items that are open', () => {
    const { deadlines } = watch();
    const ended = itemOf('at 200', 200);
    for (const item of [itemOf('at 300', 300), itemOf('at 100', 100), ended]) deadlines.add(item);
    end(deadlines, ended);
    expect(deadlines.open().map(({ name }) => name)).toEqual(['at 100', 'at 300']);
  });

  test('has one timer for all items, and none when every item has ended', () => {
    const { deadlines } = watch();
    const items = [300, 100, 200].map((ms) => itemOf(`at ${ms}`, ms));
    for (const item of items) deadlines.add(item);
    expect(vi.getTimerCount()).toBe(1);
    for (const item of items) end(deadlines, item);
    expect(vi.getTimerCount()).toBe(0);
    deadlines.add(itemOf('next', 100));
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('releases ended items while many others are open', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const deadlines = createDeadlines<Item>(graceMs, () => undefined);
  const addAndEnd = (count: number): WeakRef<Item>[] =>
    Array.from({ length: count }, (_, n) => {
      const item = itemOf(`item ${n}`, 60_000);
      deadlines.add(item);
      end(deadlines, item);
      return new WeakRef(item);
    });
  const open = Array.from({ length: 100 }, (_, n) => itemOf(`open ${n}`, 60_000));
  for (const item of open) deadlines.add(item);
  const ended = addAndEnd(5000);
  return new Promise<void>((resolve) => {
    setImmediate(() => {
      collectGarbage();
      const kept = ended.filter((item) => item.deref() !== undefined).length;
      expect(kept).toBeLessThan(1500);
      expect(deadlines.open()).toEqual(open);
      for (const item of open) end(deadlines, item);
      resolve();
    });
  });
});
