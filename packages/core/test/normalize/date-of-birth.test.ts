import { afterEach, describe, expect, it, vi } from 'vitest';
import { dayOf, normalizeDateOfBirth } from '../../src/normalize/date-of-birth.ts';
import { outcome } from './outcome.ts';

const refused = 'refused: invalid_date_of_birth';
const ambiguous = 'refused: ambiguous_date_of_birth';

afterEach(() => {
  vi.useRealTimers();
});

describe('normalizeDateOfBirth', () => {
  it.each([
    ['2/16/1997', '19970216'],
    ['16/02/1997', '19970216'],
    ['16.2.1997', '19970216'],
    ['02-16-1997', '19970216'],
    ['1997-02-16', '19970216'],
    ['1997/2/6', '19970206'],
    ['1997.02.16', '19970216'],
    ['19970216', '19970216'],
    ['1997-02-16T23:59:59.000Z', '19970216'],
    ['1997-02-16T23:30:00.000Z', ambiguous],
    ['1997-02-16 00:00:00', '19970216'],
    ['02/02/1990', '19900202'],
    ['12/13/1990', '19901213'],
    ['1900-01-01', '19000101'],
    ['2000-02-29', '20000229'],
    ['1999-12-31', '19991231'],
    ['03/04/1990', ambiguous],
    ['12/11/1990', ambiguous],
    ['970216', refused],
    ['02-16-97', refused],
    ['16/13/1997', refused],
    ['1899-12-31', refused],
    ['1997-02-29', refused],
    ['1997-02-31', refused],
    ['1997-13-01', refused],
    ['1997-00-10', refused],
    ['1997-01-00', refused],
    ['1997-01-32', refused],
    ['0/5/1990', refused],
    ['0/0/1990', refused],
    // Any separators, or none: Meta's page takes both.
    ['12 31 1990', '19901231'],
    ['1990|12|31', '19901231'],
    ['1990–12–31', '19901231'],
    ['31–12–1990', '19901231'],
    ['1990_12_31', '19901231'],
    ['1990, 12, 31', '19901231'],
    ['31. 12. 1990', '19901231'],
    ['31 / 12 / 1990', '19901231'],
    ['1990. 12. 31.', '19901231'],
    ['31.12.1990.', '19901231'],
    ['1990 12 31 00:00:00', '19901231'],
    ['31/12/1990 00:00:00', '19901231'],
    ['31/12/1990 12:00 AM', '19901231'],
    ['12311990', '19901231'],
    ['31121990', '19901231'],
    ['02021990', '19900202'],
    ['20121990', '19901220'],
    ['03041990', ambiguous],
    ['03 04 1990', ambiguous],
    ['1990.12-31', '19901231'],
    ['12-31/1990', '19901231'],
    ['12 31/1990', '19901231'],
    ['1990a12a31', refused],
    ['1990----12----31', refused],
    ['19901 231', refused],
    // One digit or two of the month and the day, up to three separators between them.
    ['1990_5_7', '19900507'],
    ['1990_12_3', '19901203'],
    ['1990 - 12 - 31', '19901231'],
    ['1990----12-31', refused],
    ['1990-12----31', refused],
    ['5. 13. 1990', '19900513'],
    ['13. 5. 1990', '19900513'],
    ['31----12-1990', refused],
    ['31-12----1990', refused],
    ['31_12a1990', refused],
    ['31a12_1990', refused],
    ['31_12_90', refused],
    ['31_12_19901', refused],
    ['131_12_1990', refused],
    ['x31_12_1990', refused],
    ['31_12_1990x', refused],
    ['31_12_1990..', refused],
    ['31_12_1990T10:00:00', '19901231'],
    ['1990_12a31', refused],
    ['1990a12_31', refused],
    // A digit of another script is not a separator.
    ['1990-1٢-31', refused],
    ['31-1٢-1990', refused],
    ['1990_12_311', refused],
    ['1990_123_1', refused],
    ['x1990_12_31', refused],
    ['11990_12_31', refused],
    ['90_12_31', refused],
    ['1990_12_31x', refused],
    ['1990_12_31..', refused],
    ['1990_12_31T00:00:00+03:00', '19901231'],
    ['1990. 12. 31. 23:00Z', ambiguous],
    ['1990. 12. 31. 05:00Z', '19901231'],
    // Dates without separators that exist in one form only.
    ['29022000', '20000229'],
    ['02292000', '20000229'],
    ['29021990', refused],
    ['20001990', refused],
    ['1990123', refused],
    ['199012310', refused],
    // The day as it is written, unless it is midnight of another day east of Greenwich.
    ['1990-05-17T00:00:00+03:00', '19900517'],
    ['1990-05-17T21:00:00', '19900517'],
    ['1990-05-17T00:00:00.000Z', '19900517'],
    ['1990-05-17T05:00:00Z', '19900517'],
    ['1990-05-17T12:00:00Z', '19900517'],
    ['1990-05-16T21:00:00.000Z', ambiguous],
    ['1990-05-16 22:00Z', ambiguous],
    ['1997-02-161', refused],
    ['x1997-02-16', refused],
    ['119970216', refused],
    ['199702161', refused],
    ['1/16/19971', refused],
    ['116/1/1997', refused],
    ['February 16, 1997', refused],
    ['1997-02', refused],
    ['Invalid Date', refused],
  ])('%j becomes %j', (text, expected) => {
    expect(outcome(normalizeDateOfBirth(text))).toBe(expected);
  });

  it('takes a birth of today and none of tomorrow', () => {
    vi.useFakeTimers({ now: new Date('2026-03-31T00:00:00Z') });
    expect(outcome(normalizeDateOfBirth('2026-03-31'))).toBe('20260331');
    expect(outcome(normalizeDateOfBirth('2026-04-01'))).toBe(refused);
  });
});

describe('dayOf', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  const outcomeOf = (date: Date) => outcome(normalizeDateOfBirth(String(dayOf(date))));

  it.each([
    'UTC',
    'Europe/Athens',
    'America/New_York',
    'Pacific/Auckland',
    'Pacific/Kiritimati',
    // Clocks changed at midnight, so this day had none.
    'America/Sao_Paulo',
    'Asia/Beirut',
  ])('reads a Date of midnight in %s, and one of midnight UTC, as that day', (of) => {
    process.env['TZ'] = of;
    for (const [month, day] of [
      [5, 17],
      [10, 21],
      [1, 1],
      [3, 31],
    ] as const) {
      const expected = `1990${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
      expect(outcomeOf(new Date(1990, month - 1, day))).toBe(expected);
      expect(outcomeOf(new Date(Date.UTC(1990, month - 1, day)))).toBe(expected);
    }
  });

  it('has no day for a time that is midnight of another day somewhere', () => {
    process.env['TZ'] = 'UTC';
    expect(outcomeOf(new Date('1990-05-17T00:00:00+03:00'))).toBe(ambiguous);
    expect(outcomeOf(new Date('1990-05-17T00:00:00-04:00'))).toBe('19900517');
    expect(outcomeOf(new Date('1990-05-17T12:00:00Z'))).toBe('19900517');
  });

  it('has no day for an invalid Date and for a year of five digits', () => {
    for (const date of [new Date(Number.NaN), new Date(8.64e15)]) {
      expect(outcome(normalizeDateOfBirth(String(dayOf(date))))).toBe(refused);
    }
  });

  it('leaves anything else as it is', () => {
    expect(dayOf('1997-02-16')).toBe('1997-02-16');
    expect(dayOf(undefined)).toBeUndefined();
  });
});
