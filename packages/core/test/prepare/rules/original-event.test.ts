import { describe, expect, test } from 'vitest';
import { prepared, taken, warnings } from './judged.ts';

const now = Math.floor(Date.now() / 1000) - 60;

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/original-event
describe('the event that this one completes', () => {
  test.each<[string, unknown, object | undefined]>([
    [
      'is sent in Meta’s names',
      { eventName: 'Lead', eventId: 'lead-0', orderId: 'order-0', eventTime: now - 9 },
      { event_name: 'Lead', event_id: 'lead-0', order_id: 'order-0', event_time: now - 9 },
    ],
    ['may be known by its order alone', { orderId: 'order-0' }, { order_id: 'order-0' }],
    [
      'may have no value for a key',
      { orderId: 'order-0', eventName: null, eventId: undefined, eventTime: null },
      { order_id: 'order-0' },
    ],
    [
      'may have numbers for ids',
      { orderId: 1001, eventId: 7n },
      { order_id: '1001', event_id: '7' },
    ],
    ['may have a Date', { eventTime: new Date(now * 1000) }, { event_time: now }],
    ['may be of the same second', { eventTime: now }, { event_time: now }],
    ['may be years ago', { eventTime: 1_600_000_000 }, { event_time: 1_600_000_000 }],
    ['may be none', undefined, undefined],
    ['may be null', null, undefined],
  ])('%s', async (_, originalEventData, expected) => {
    const wire = await taken({ originalEventData, eventTime: now });
    expect(wire.original_event_data).toEqual(expected);
    expect(warnings({ originalEventData, eventTime: now })).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['text', 'lead-0', ''],
    ['a list', ['lead-0'], ''],
    ['an id that has lost digits', { eventId: 2 ** 53 }, '.eventId'],
    ['an order that is a list', { orderId: ['order-0'] }, '.orderId'],
    ['a name that is somebody’s address', { eventName: 'maria@example.com' }, '.eventName'],
    ['an order that is somebody’s number', { orderId: '+49 30 1234567' }, '.orderId'],
    ['a key of another object', { currency: 'EUR' }, '.currency'],
    ['a key in Meta’s spelling', { order_id: 'order-0' }, '.order_id'],
    ['a key that every object inherits', { toString: 'order-0' }, '.toString'],
    ['a key that is somebody’s address', { 'maria@example.com': 1 }, '.(odd key)'],
    ['a time in milliseconds', { eventTime: now * 1000 }, '.eventTime'],
    ['a time that is text', { eventTime: '2026-11-24' }, '.eventTime'],
    ['a time after this event’s', { eventTime: now + 1 }, '.eventTime'],
  ])('is sent without %s', async (_, originalEventData, path) => {
    const given = {
      originalEventData:
        typeof originalEventData === 'string' || Array.isArray(originalEventData)
          ? originalEventData
          : { eventName: 'Lead', ...(originalEventData as object) },
      eventTime: now,
    };
    expect(warnings(given)).toEqual([`invalid_original_event originalEventData${path}`]);
    const { original_event_data } = await taken(given);
    const rest = path === '.eventName' ? undefined : { event_name: 'Lead' };
    expect(original_event_data).toEqual(path === '' ? undefined : rest);
  });

  test('lists the known keys once if it has unknown ones', () => {
    const originalEventData = { event_id: 'lead-0', order_id: 'order-0' };
    const message = expect.stringContaining('known are eventName, orderId, eventId, eventTime.');
    expect(prepared({ originalEventData })).toMatchObject({
      warnings: [{ path: 'originalEventData.event_id', message }],
    });
    expect(warnings({ originalEventData })).toHaveLength(1);
  });
});
