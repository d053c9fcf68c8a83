import { expect, test } from 'vitest';
import { createSandbox, type SandboxChange } from '../../src/index.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

test('keeps the newest requests and events with continued numbers, and forgets the removed ones', async () => {
  const sandbox = createSandbox({ now: () => NOW, keep: 2 });

  for (const id of ['a', 'b', 'c', 'a']) await post(sandbox, [purchase({ event_id: id })]);

  expect(sandbox.requests).toHaveLength(2);
  expect(sandbox.events.map(({ number, eventId, verdict }) => [number, eventId, verdict])).toEqual([
    [3, 'c', 'counted'],
    [4, 'a', 'counted'],
  ]);
});

test('limits requests by their number of events, but keeps the newest', async () => {
  const sandbox = createSandbox({ now: () => NOW, keep: 5 });
  const three = (id: string): object[] =>
    [1, 2, 3].map((n) => purchase({ event_id: `${id}-${n}` }));

  await post(sandbox, three('a'));
  await post(sandbox, three('b'));
  expect(sandbox.requests).toHaveLength(1);
  await post(sandbox, []);
  await post(sandbox, [...three('c'), ...three('d')]);

  expect(sandbox.requests.map(({ text }) => text.includes('d-3'))).toEqual([true]);
  expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['c-2', 'c-3', 'd-1', 'd-2', 'd-3']);
});

test('limits requests by bytes, but keeps the newest', async () => {
  const sandbox = createSandbox({ now: () => NOW, keepBytes: 250_000 });
  const big = (id: string, length: number): object =>
    purchase({
      event_id: id,
      custom_data: { value: 5, currency: 'EUR', note: 'ü'.repeat(length) },
    });
  const kept = (): unknown => [
    sandbox.requests.length,
    sandbox.events.map(({ eventId }) => eventId),
  ];

  for (const id of ['a', 'b', 'c']) await post(sandbox, [big(id, 50_000)]);
  expect(kept()).toEqual([2, ['b', 'c']]);
  await post(sandbox, [big('d', 30_000), purchase({ event_id: 'e' })]);
  expect(kept()).toEqual([2, ['c', 'd', 'e']]);
  await post(sandbox, [big('f', 500_000)]);
  expect(kept()).toEqual([1, ['f']]);
  await post(sandbox, [purchase({ event_id: 'b' })]);
  expect(kept()).toEqual([1, ['b']]);
  expect(sandbox.counted).toHaveLength(1);
});

test('notifies a subscriber of new events, changed verdicts and a clear', async () => {
  const sandbox = createSandbox({ now: () => NOW });
  const changes: SandboxChange[] = [];
  const end = sandbox.subscribe((change) => changes.push(change));

  await post(sandbox, [purchase({ event_id: 'pair-1' })]);
  await sandbox.fetch('https://www.facebook.com/tr?id=1234567890&ev=Purchase&eid=pair-1');
  sandbox.clear();
  end();
  await post(sandbox, [purchase()]);

  expect(
    changes.map((change) =>
      typeof change === 'string'
        ? change
        : change.events.map(({ number, verdict }) => [number, verdict]),
    ),
  ).toEqual([
    [[1, 'counted']],
    [
      [1, 'duplicate'],
      [2, 'counted'],
    ],
    'cleared',
  ]);
  expect(sandbox.events).toMatchObject([{ number: 1 }]);
});
