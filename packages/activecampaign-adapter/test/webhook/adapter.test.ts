import { describe, expect, test } from 'vitest';
import { type ActiveCampaignPayload, activeCampaignAdapter } from '../../src/index.ts';
import { secret } from './posts.ts';

const receivedAt = new Date('2026-07-01T12:00:05Z');

/** A subscription that counts the reads of its contact. */
function counting(change: object = {}): { payload: ActiveCampaignPayload; reads: () => number } {
  let reads = 0;
  const payload = {
    type: 'subscribe',
    date_time: '2026-07-01T07:00:00-05:00',
    initiated_from: 'public',
    list: '3',
    ...change,
    get contact() {
      reads += 1;
      return { id: '36', email: 'maria@example.com' };
    },
  };
  return { payload, reads: () => reads };
}

describe('a payload is read', () => {
  const adapter = activeCampaignAdapter({ account: 'example', secret });

  test('once for its events, warnings and reasons', () => {
    const { payload, reads } = counting();
    const events = adapter.toEvents(payload, receivedAt);
    const once = reads();
    expect(events).toHaveLength(1);
    expect(adapter.warnings?.(payload, receivedAt)).toEqual([]);
    expect(adapter.ignored?.(payload, receivedAt)).toEqual([]);
    expect(adapter.toEvents(payload, receivedAt)).toEqual(events);
    expect(reads()).toBe(once);
  });

  test('again for another time of receipt, which may be the time of the event', () => {
    const { payload } = counting({ date_time: 'yesterday' });
    const later = new Date(receivedAt.getTime() + 60_000);
    const times = [receivedAt, later, receivedAt].map(
      (at) => adapter.toEvents(payload, at)[0]?.eventTime,
    );
    expect(times).toEqual([receivedAt, later, receivedAt]);
  });

  test('without an error if it is not an object', () => {
    for (const payload of [undefined, null, 'subscribe', 1] as never[]) {
      expect(adapter.toEvents(payload, receivedAt)).toEqual([]);
      expect(adapter.warnings?.(payload, receivedAt)).toEqual([]);
    }
  });
});

test.each([{ account: undefined }, { forms: { 5: '' } }])(
  'without a valid configuration (%j) no payload is read',
  (change) => {
    const adapter = activeCampaignAdapter({ account: 'example', secret, ...change });
    const { payload, reads } = counting({ form: { id: '5' }, list: '0' });
    expect(adapter.toEvents(payload, receivedAt)).toEqual([]);
    expect(adapter.warnings?.(payload, receivedAt)).toEqual([]);
    expect(adapter.ignored?.(payload, receivedAt)).toEqual([]);
    expect(reads()).toBe(0);
  },
);
