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
    ['0/5/1990', ambiguous],
    ['0/0/1990', refused],
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
  it('reads the UTC day of a Date', () => {
    const day = dayOf(new Date('1997-02-16T23:30:00-05:00'));
    expect(outcome(normalizeDateOfBirth(String(day)))).toBe('19970217');
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
