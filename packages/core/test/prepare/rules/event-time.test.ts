import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { prepared, refusal, taken } from './judged.ts';

const now = Date.UTC(2026, 10, 24, 12) / 1000;
const day = 86_400;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 + 400 });
});
afterEach(() => {
  vi.useRealTimers();
});

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
describe('the time of an event', () => {
  test.each<[string, object, number]>([
    ['Unix seconds', { eventTime: now - 7 }, now - 7],
    ['a Date', { eventTime: new Date((now - 7) * 1000) }, now - 7],
    ['a Date between two seconds', { eventTime: new Date((now - 7) * 1000 + 999) }, now - 7],
    ['a fraction', { eventTime: now - 6.5 }, now - 7],
    ['the present', { eventTime: now }, now],
    ['a clock half a minute ahead', { eventTime: now + 30 }, now],
    ['a clock a minute ahead', { eventTime: now + 60 }, now],
    ['almost seven days ago', { eventTime: now - 7 * day + 61 }, now - 7 * day + 61],
    [
      'almost 62 days ago, in a store',
      { eventTime: now - 62 * day + 61, actionSource: 'physical_store' },
      now - 62 * day + 61,
    ],
  ])('%s', async (_, given, expected) => {
    expect((await taken(given)).event_time).toBe(expected);
  });

  test.each<[string, object, string]>([
    ['more than a minute ahead', { eventTime: now + 61 }, 'event_in_future'],
    ['the last second before milliseconds', { eventTime: 1e11 - 1 }, 'event_in_future'],
    ['next year', { eventTime: now + 365 * day }, 'event_in_future'],
    ['seven days ago', { eventTime: now - 7 * day }, 'event_too_old'],
    ['seven days ago by the time it arrives', { eventTime: now - 7 * day + 59 }, 'event_too_old'],
    ['long ago', { eventTime: 0 }, 'event_too_old'],
    ['before 1970', { eventTime: -now }, 'event_too_old'],
    [
      '62 days ago, in a store',
      { eventTime: now - 62 * day, actionSource: 'physical_store' },
      'event_too_old',
    ],
    [
      'seven days ago, by phone',
      { eventTime: now - 7 * day, actionSource: 'phone_call' },
      'event_too_old',
    ],
  ])('is not %s', (_, given, code) => {
    expect(refusal(given)).toEqual([code, `${code} eventTime`]);
  });

  test.each([
    ['milliseconds', now * 1000],
    ['the first milliseconds', 1e11],
    ['milliseconds before 1970', -now * 1000],
    ['no time at all', undefined],
    ['null', null],
    ['text', '2026-11-24T12:00:00Z'],
    ['digits', String(now)],
    ['a bigint', BigInt(now)],
    ['a list', [now]],
    ['an invalid Date', new Date(Number.NaN)],
    ['NaN', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
  ])('is not %s', (_, eventTime) => {
    expect(refusal({ eventTime })).toEqual(['invalid_event', 'invalid_event_time eventTime']);
  });

  test('may reach Meta in the minute before it is too old', () => {
    vi.setSystemTime(now * 1000);
    expect(prepared({ eventTime: now - 7 * day + 60 }).ok).toBe(true);
  });

  test.each<[unknown, RegExp]>([
    [undefined, /^eventTime: is missing; give a valid Date, or Unix seconds/],
    [null, /^eventTime: is missing; give/],
    ['2026-11-24', /^eventTime: give a valid Date, or Unix seconds \(not milliseconds\)/],
    [now - 8 * day, /Meta takes events of the last 7 days/],
    [now + day, /is in the future: check the clock/],
  ])('of %j says what to give', (eventTime, expected) => {
    const message = expect.stringMatching(expected);
    expect(prepared({ eventTime })).toMatchObject({ issues: [{ message }] });
  });

  test('names the longer limit of a store', () => {
    const given = { eventTime: now - 63 * day, actionSource: 'physical_store' };
    const message = expect.stringContaining('the last 62 days');
    expect(prepared(given)).toMatchObject({ issues: [{ message }] });
  });
});
