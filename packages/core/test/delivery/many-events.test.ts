import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import {
  createSend,
  graphLike,
  inTime,
  kinds,
  open,
  rejected,
  silentGraph,
  sleep,
} from './deliveries.ts';
import { wireEvent } from './wire-event.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an event object is not kept while its request waits for a response', async () => {
  vi.useRealTimers();
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const delivery = createDelivery(silentGraph);
  const send = (): WeakRef<object> => {
    const opened = open(delivery, {});
    const wire = wireEvent();
    delivery.add(opened, { wire } as unknown as PreparedEvent, 0);
    void delivery.settled(opened);
    return new WeakRef(wire);
  };
  const sent = send();
  await sleep(10);
  collectGarbage();
  expect(sent.deref()).toBeUndefined();
});

test('a burst of 5,000 calls takes at most 8 requests at a time and few in all', async () => {
  const { send, requests, most } = graphLike(10);
  const deliver = createSend(send);
  const calls = Array.from({ length: 5000 }, async (_, index) => {
    if (index % 100 === 0) await sleep(index / 100);
    return deliver([`e${index}`]);
  });
  const outcomes = (await inTime(Promise.all(calls))).flat();
  expect(new Set(kinds(outcomes))).toEqual(new Set(['delivered']));
  expect(outcomes).toHaveLength(5000);
  expect(most()).toBeLessThanOrEqual(8);
  expect(requests.length).toBeLessThan(100);
  expect(Math.max(...requests.map(({ length }) => length))).toBeLessThanOrEqual(1000);
});

test('F-35 one bad event in 1000 is found in at most 21 requests, and only it is rejected', async () => {
  for (const place of [0, 499, 999]) {
    const { send, requests } = graphLike(0);
    const ids = Array.from({ length: 1000 }, (_, at) => (at === place ? 'bad' : `e${at}`));
    const outcomes = await inTime(createSend(send)(ids));
    expect(requests.length).toBeLessThanOrEqual(21);
    expect(kinds(outcomes).filter((outcome) => outcome === 'rejected')).toHaveLength(1);
    expect(outcomes[place]).toMatchObject(rejected);
  }
});
