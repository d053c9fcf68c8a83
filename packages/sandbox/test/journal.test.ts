import { expect, test } from 'vitest';
import { createSandbox, type SandboxChange } from '../src/index.ts';
import { post } from './post.ts';
import { NOW, purchase } from './purchase.ts';

test('keeps the newest requests and events, numbered on, and no copy of what is gone', async () => {
  const sandbox = createSandbox({ now: () => NOW, keep: 2 });

  for (const id of ['a', 'b', 'c', 'a']) await post(sandbox, [purchase({ event_id: id })]);

  expect(sandbox.requests).toHaveLength(2);
  expect(sandbox.events.map(({ number, eventId, verdict }) => [number, eventId, verdict])).toEqual([
    [3, 'c', 'counted'],
    [4, 'a', 'counted'],
  ]);
});

test('keeps no more of the requests than their events, and the newest in any case', async () => {
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

test('tells a subscriber what is new, whose verdict changed, and that all is gone', async () => {
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
