import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { readDateTime } from '../../src/mapping/date-time.ts';

const near = new Date('2026-07-01T12:00:00Z');
const read = (text: string | undefined, timeZone?: string, at = near): string | undefined =>
  readDateTime(text, { near: at, timeZone })?.toISOString();

describe('a time with an offset', () => {
  test.each([
    ['2017-09-21T11:33:13-05:00', '2017-09-21T16:33:13.000Z'],
    ['2024-02-28T07:04:13-06:00', '2024-02-28T13:04:13.000Z'],
    ['2026-07-01T15:30:00+0530', '2026-07-01T10:00:00.000Z'],
    ['2026-07-01T10:00:00Z', '2026-07-01T10:00:00.000Z'],
    ['2026-07-01 10:00:00 +02:00', '2026-07-01T08:00:00.000Z'],
    ['2026-07-01T10:00:00.250-05:00', '2026-07-01T15:00:00.000Z'],
  ])('%s is %s, with any zone', (text, expected) => {
    expect(read(text)).toBe(expected);
    expect(read(text, 'Asia/Tokyo')).toBe(expected);
  });
});

describe('F-56 a time without an offset', () => {
  test.each([
    ['2026-07-01 10:00:00', 'America/Chicago', '2026-07-01T15:00:00.000Z'],
    ['2026-01-15 10:00:00', 'America/Chicago', '2026-01-15T16:00:00.000Z'],
    ['2026-07-01T10:00:00', 'Europe/Athens', '2026-07-01T07:00:00.000Z'],
    ['2026-07-01 10:00:00', 'Asia/Kathmandu', '2026-07-01T04:15:00.000Z'],
    ['2026-07-01 00:30:00', 'Pacific/Kiritimati', '2026-06-30T10:30:00.000Z'],
    ['2026-07-01 10:00:00', 'UTC', '2026-07-01T10:00:00.000Z'],
  ])('%s in %s is %s', (text, timeZone, expected) => {
    expect(read(text, timeZone)).toBe(expected);
  });

  test.each([
    // 2026-11-01 in Chicago: 01:00–02:00 occurs twice, and the instant nearer to the receipt counts.
    ['2026-11-01 01:30:00', 'America/Chicago', '2026-11-01T06:30:05Z', '2026-11-01T06:30:00.000Z'],
    ['2026-11-01 01:30:00', 'America/Chicago', '2026-11-01T07:30:05Z', '2026-11-01T07:30:00.000Z'],
    ['2026-11-01 00:59:59', 'America/Chicago', '2026-11-01T07:30:00Z', '2026-11-01T05:59:59.000Z'],
    ['2026-11-01 02:00:00', 'America/Chicago', '2026-11-01T07:30:00Z', '2026-11-01T08:00:00.000Z'],
    // 2026-10-25 in Athens: 03:00–04:00 occurs twice.
    ['2026-10-25 03:10:00', 'Europe/Athens', '2026-10-25T00:10:02Z', '2026-10-25T00:10:00.000Z'],
    ['2026-10-25 03:10:00', 'Europe/Athens', '2026-10-25T01:10:02Z', '2026-10-25T01:10:00.000Z'],
    // Lord Howe Island sets its clocks back by half an hour: 01:30–02:00 occurs twice on 2026-04-05.
    [
      '2026-04-05 01:45:00',
      'Australia/Lord_Howe',
      '2026-04-04T14:45:00Z',
      '2026-04-04T14:45:00.000Z',
    ],
    [
      '2026-04-05 01:45:00',
      'Australia/Lord_Howe',
      '2026-04-04T15:15:00Z',
      '2026-04-04T15:15:00.000Z',
    ],
    // 2026-03-08 in Chicago: just before and just after the missing hour.
    ['2026-03-08 01:59:59', 'America/Chicago', '2026-03-08T08:00:00Z', '2026-03-08T07:59:59.000Z'],
    ['2026-03-08 03:00:00', 'America/Chicago', '2026-03-08T08:00:00Z', '2026-03-08T08:00:00.000Z'],
  ])('%s in %s, received at %s, is %s', (text, timeZone, receivedAt, expected) => {
    expect(read(text, timeZone, new Date(receivedAt))).toBe(expected);
  });

  test.each([
    ['without a zone', '2026-07-01 10:00:00', undefined],
    ['in a zone that does not exist', '2026-07-01 10:00:00', 'Mars/Olympus'],
    ['in the hour that clocks skip', '2026-03-08 02:30:00', 'America/Chicago'],
  ])('%s is not guessed', (_, text, timeZone) => {
    expect(read(text, timeZone)).toBeUndefined();
  });
});

test.each([
  undefined,
  '',
  'now',
  '2026-02-30T10:00:00Z',
  '2026-13-01T10:00:00Z',
  '2026-07-01T24:00:00Z',
  '2026-07-01T10:60:00Z',
  '2026-07-01',
  '1782900000',
  '0000-00-00 00:00:00',
])('%j is not a time', (text) => {
  expect(read(text, 'America/Chicago')).toBeUndefined();
});

const zones = ['America/Chicago', 'Europe/Athens', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];

test('any instant is found again from its wall time, with a nearby time of receipt', () => {
  const instant = fc.integer({ min: 946_684_800, max: 2_524_608_000 });
  fc.assert(
    fc.property(instant, fc.constantFrom(...zones), (seconds, timeZone) => {
      const date = new Date(seconds * 1000);
      // The reference: another formatter of the platform, which writes ISO-like local times.
      const wallTime = date.toLocaleString('sv-SE', { timeZone });
      expect(read(wallTime, timeZone, date)).toBe(date.toISOString());
    }),
    { numRuns: runs(300) },
  );
});
