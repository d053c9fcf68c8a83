import { expect, test } from 'vitest';
import { checkBackfillSince } from '../../src/backfill/backfill-since.ts';
import { summarize } from '../../src/event/result.ts';
import { createMemoryStore } from '../../src/only-once/memory-store.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { EventSink } from '../../src/sink/sink.ts';

const plain: EventSink = { sendEvents: () => Promise.resolve(summarize([], [], 0)) };
const shared = onlyOnce(plain, createMemoryStore(), { scope: 'p' });
const ownMemory = onlyOnce(plain, undefined, { scope: 'p' });

const back =
  (hours: number, sink: EventSink, force = false) =>
  () => {
    const since = new Date(Date.now() - hours * 3_600_000);
    checkBackfillSince({ since, sink, force });
  };

test.each<[string, () => void]>([
  ['46.9 hours', back(46.9, plain)],
  ['47.1 hours by force', back(47.1, plain, true)],
  ['7 days with the webhook’s store', back(168, shared)],
])('a backfill goes back %s', (_, check) => {
  expect(check).not.toThrow();
});

test.each<[string, () => void]>([
  ['47.1 hours', back(47.1, plain)],
  ['7 days with a memory of this process alone', back(168, ownMemory)],
])('a backfill does not go back %s', (_, check) => {
  expect(check).toThrow(/^since: is more than 47 hours ago.* onlyOnce .* force: true/);
});

test('an invalid date is refused, with force too', () => {
  const since = new Date('yesterday');
  expect(() => checkBackfillSince({ since, sink: shared, force: true })).toThrow(
    new RangeError('since: give a valid Date.'),
  );
});
