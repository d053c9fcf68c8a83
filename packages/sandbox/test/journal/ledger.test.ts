import { beforeEach, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/index.ts';
import { post } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

const HOUR = 3_600_000;
const SECOND = 1000;

describe('an event is counted once by pixel, name and id', () => {
  let clock = NOW;
  const sandbox = createSandbox({ now: () => clock });
  const verdicts = (): readonly string[] => sandbox.events.map(({ verdict }) => verdict);
  const sendAt = async (
    time: number,
    changes: Record<string, unknown> = {},
    pixel = '1',
  ): Promise<void> => {
    clock = time;
    const event = purchase({ event_time: Math.floor(time / 1000), ...changes });
    await post(sandbox, [event], {}, `v26.0/${pixel}/events`);
  };

  beforeEach(() => sandbox.clear());

  test('the second receipt is a duplicate of the first', async () => {
    await sendAt(NOW);
    await sendAt(NOW + SECOND);

    expect(verdicts()).toEqual(['counted', 'duplicate']);
    expect(sandbox.events[1]?.duplicateOf).toBe(sandbox.events[0]);
    expect(sandbox.events[1]?.notes).toEqual([expect.stringContaining('best effort')]);
    expect(sandbox.counted).toEqual([sandbox.events[0]]);
  });

  test('one second before 48 hours it is a duplicate', async () => {
    await sendAt(NOW);
    await sendAt(NOW + 48 * HOUR - SECOND);

    expect(verdicts()).toEqual(['counted', 'duplicate']);
  });

  test('one second after 48 hours it is counted again', async () => {
    await sendAt(NOW);
    await sendAt(NOW + 48 * HOUR + SECOND);

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('the 48 hours run from the first receipt, not from the last duplicate', async () => {
    await sendAt(NOW);
    await sendAt(NOW + 47 * HOUR);
    await sendAt(NOW + 49 * HOUR);

    expect(verdicts()).toEqual(['counted', 'duplicate', 'counted']);
  });

  test('after a second count, the 48 hours restart', async () => {
    await sendAt(NOW);
    await sendAt(NOW + 49 * HOUR);
    await sendAt(NOW + 96 * HOUR);

    expect(verdicts()).toEqual(['counted', 'counted', 'duplicate']);
  });

  test('the receipt decides, not the event_time', async () => {
    await sendAt(NOW);
    await sendAt(NOW + SECOND, { event_time: NOW / 1000 - 6 * 24 * 3600 });

    expect(verdicts()).toEqual(['counted', 'duplicate']);
  });

  test('another name with the same id is counted', async () => {
    await sendAt(NOW);
    await sendAt(NOW, { event_name: 'Lead' });

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('another id with the same name is counted', async () => {
    await sendAt(NOW);
    await sendAt(NOW, { event_id: 'order-1002' });

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('the same name and id at another pixel is counted', async () => {
    await sendAt(NOW, {}, '1');
    await sendAt(NOW, {}, '2');

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('name and id are compared separately, not concatenated', async () => {
    await sendAt(NOW, { event_name: 'a","b', event_id: 'c' });
    await sendAt(NOW, { event_name: 'a', event_id: 'b","c' });

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('without an id every receipt is counted', async () => {
    await sendAt(NOW, { event_id: undefined });
    await sendAt(NOW, { event_id: undefined });

    expect(verdicts()).toEqual(['counted', 'counted']);
  });

  test('two copies in one request are one counted and one duplicate', async () => {
    const { body } = await post(sandbox, [purchase(), purchase()]);

    expect(body).toMatchObject({ events_received: 2 });
    expect(verdicts()).toEqual(['counted', 'duplicate']);
  });

  test('a refused event does not use up its id', async () => {
    await sendAt(NOW, { action_source: 'nowhere' });
    await sendAt(NOW);

    expect(verdicts()).toEqual(['refused', 'counted']);
  });

  test('clear() forgets requests, events and ids', async () => {
    await sendAt(NOW);
    sandbox.clear();
    expect([sandbox.requests, sandbox.events, sandbox.counted]).toEqual([[], [], []]);

    await sendAt(NOW);
    expect(verdicts()).toEqual(['counted']);
  });
});
