import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import {
  call,
  graphLike,
  graphThatStalls,
  inTime,
  kinds,
  type Options,
  open,
} from './deliveries.ts';
import { wireEvent } from './wire-event.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('an event of a call', () => {
  const old = Date.now() / 1000 - 8 * 86_400;

  /** Adds the event to a call and waits for the call. */
  async function add(event: object, options: Options = {}) {
    const { send, requests } = graphLike(0);
    const delivery = createDelivery(send);
    const opened = open(delivery, options);
    const wire = wireEvent();
    const whole = { wire: { ...wire, ...event }, ...event };
    delivery.add(opened, whole as unknown as PreparedEvent, 0);
    const { outcomes, warnings } = await inTime(delivery.settled(opened));
    return { outcomes, warnings, requests };
  }

  test.each<[string, object, Options, string]>([
    ['is too old', { event_time: old }, {}, 'event_too_old'],
    ['is a test without a code', { testMode: true }, {}, 'test_mode_without_test_event_code'],
  ])('that %s is skipped', async (_, event, options, reason) => {
    const { outcomes, warnings, requests } = await add(event, options);
    expect(outcomes).toEqual([{ eventName: 'Lead', eventId: 'a', outcome: 'skipped', reason }]);
    expect(warnings).toEqual([]);
    expect(requests).toEqual([]);
  });

  test.each<[string, object, Options]>([
    ['is not a test', { testMode: false }, {}],
    ['happened in a store', { event_time: old, action_source: 'physical_store' }, {}],
    ['is a test with a code', { testMode: true }, { testEventCode: 'TEST1' }],
  ])('that %s is sent', async (_, event, options) => {
    const { outcomes, warnings } = await add(event, options);
    expect(kinds(outcomes)).toEqual(['delivered']);
    expect(warnings).toHaveLength(options.testEventCode === undefined ? 0 : 1);
  });

  test('sent with a test event code is warned of once a call, with what to do', async () => {
    const { send } = graphLike(0);
    const options = { testEventCode: 'TEST1' };
    const { warnings } = await inTime(call(createDelivery(send), ['a', 'b'], options));
    expect(warnings).toMatchObject([{ code: 'test_event_code_in_use', path: 'testEventCode' }]);
    expect(warnings[0]?.message).toMatch(/take testEventCode out in production/);
  });

  test('that comes too late for its call is not sent', async () => {
    const { send, requests } = graphLike(0);
    const delivery = createDelivery(send);
    const opened = open(delivery, {});
    delivery.addUnsent(opened, { eventName: 'Lead', eventId: 'late' });
    const { outcomes } = await delivery.settled(opened);
    expect(outcomes).toMatchObject([{ eventId: 'late', outcome: 'notSent' }]);
    expect(outcomes[0]?.error?.message).toContain('the deadline passed');
    expect(requests).toEqual([]);
  });

  test('whose list cannot be read to its end is dropped; other calls are not', async () => {
    const { send, requests } = graphLike(0);
    const delivery = createDelivery(send);
    const opened = open(delivery, {});
    const wire = wireEvent({ event_id: 'dropped' });
    delivery.add(opened, { wire } as unknown as PreparedEvent, 1);
    const other = call(delivery, ['other'], {});
    delivery.drop(opened);
    const { outcomes } = await delivery.settled(opened);
    expect(outcomes).toMatchObject([{ eventId: 'dropped', outcome: 'notSent' }]);
    expect(outcomes[0]?.error?.message).toContain('the caller aborted');
    await inTime(other);
    expect(requests).toEqual([['other']]);
  });
});

describe('stop', () => {
  test('ends every call, and sends no later one', async () => {
    const { send, requests } = graphThatStalls();
    const delivery = createDelivery(send);
    const sent = call(delivery, ['sent'], {});
    await vi.advanceTimersByTimeAsync(10);
    delivery.stop();
    const later = call(delivery, ['later'], {});
    const all = await Promise.all([sent, later]);
    expect(all.map(({ outcomes }) => kinds(outcomes))).toEqual([['ambiguous'], ['notSent']]);
    for (const { outcomes } of all) {
      expect(outcomes[0]?.error?.message).toContain('the client was closed');
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(requests).toEqual([['sent']]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
