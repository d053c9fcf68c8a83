import { expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../src/index.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

const HOUR = 3_600_000;

const conversions = ({ events }: Sandbox): readonly unknown[] =>
  events.map(({ verdict, conversion }) => [verdict, conversion]);

test('a refused event that is sent again belongs to the same conversion', async () => {
  const sandbox = createSandbox({ now: () => NOW });
  sandbox.faults.simulate({ kind: 'transient', times: 2 });

  for (const id of ['a', 'a', 'a', 'b', 'a']) await post(sandbox, [purchase({ event_id: id })]);
  await sandbox.fetch('https://www.facebook.com/tr?id=1234567890&ev=Purchase&eid=a');

  expect(conversions(sandbox)).toEqual([
    ['refused', 1],
    ['refused', 1],
    ['duplicate', 1],
    ['counted', 4],
    ['duplicate', 1],
    ['counted', 1],
  ]);
});

test('a corrected event and one refused because of a peer belong to the same conversion too', async () => {
  const sandbox = createSandbox({ now: () => NOW });

  await post(sandbox, [
    purchase({ event_id: 'good' }),
    purchase({ event_id: 'bad', action_source: 'nowhere' }),
  ]);
  await post(sandbox, [purchase({ event_id: 'bad' })]);
  await post(sandbox, [purchase({ event_id: 'good' })]);

  expect(conversions(sandbox)).toEqual([
    ['refused', 1],
    ['refused', 2],
    ['counted', 2],
    ['counted', 1],
  ]);
});

test('a refused copy belongs to the conversion that was counted before', async () => {
  const sandbox = createSandbox({ now: () => NOW });
  await post(sandbox, [purchase()]);
  sandbox.faults.simulate({ kind: 'server_error' });
  await post(sandbox, [purchase()]);
  await post(sandbox, [purchase()]);

  expect(conversions(sandbox)).toEqual([
    ['counted', 1],
    ['refused', 1],
    ['duplicate', 1],
  ]);
});

test('without an id, with another pixel or name, or counted again, it is a separate conversion', async () => {
  let now = NOW;
  const sandbox = createSandbox({ now: () => now });
  sandbox.faults.simulate({ kind: 'transient', times: 2 });
  await post(sandbox, [purchase({ event_id: undefined })]);
  await post(sandbox, [purchase()]);
  await post(sandbox, [purchase({ event_id: undefined })]);
  await post(sandbox, [purchase({ event_name: 'Lead' })]);
  await post(sandbox, [purchase()], {}, 'v26.0/9876543210/events');
  await post(sandbox, [purchase()]);
  now += 49 * HOUR;
  await post(sandbox, [purchase()]);

  expect(sandbox.events.map(({ conversion }) => conversion)).toEqual([1, 2, 3, 4, 5, 2, 7]);
});

test('an attempt that is no longer in memory is not matched', async () => {
  const sandbox = createSandbox({ now: () => NOW, keep: 1 });
  sandbox.faults.simulate({ kind: 'transient' });
  for (const id of ['a', 'b', 'a']) await post(sandbox, [purchase({ event_id: id })]);

  expect(conversions(sandbox)).toEqual([['counted', 3]]);
});
