import type { Normalized, Problem } from './rule.ts';

/**
 * `YYYYMMDD` from a date with the year first or last, with any separators or none. With the year
 * last, `16/02/1997` has one reading and `03/04/1990` two: that one is dropped, never guessed. The
 * day is the one that is written; a time in UTC may be of the next day where the person lives.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeDateOfBirth(text: string): Normalized {
  const [, year, month, day, time = ''] = yearFirst.exec(text) ?? anyYearFirst(text) ?? [];
  if (year !== undefined) {
    const isOfThatDay = !utcTime.test(time) || sameDayInUtc.test(time);
    return isOfThatDay ? dateOf(Number(year), Number(month), Number(day)) : dependsOnZone;
  }
  if (eightDigits.test(text)) return dateWithoutSeparators(text);
  const trailing = anyYearLast(text);
  return trailing === null ? notADate : dateWithYearLast(trailing);
}

/**
 * A `Date` as text: its local day where it is midnight there, else its time in UTC. Anything else
 * as it is.
 */
export function dayOf(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  if (Number.isNaN(value.getTime())) return String(value);
  const [year, month, day] = [value.getFullYear(), value.getMonth(), value.getDate()];
  // Not by its hours: where clocks change at midnight, a day begins at one o'clock.
  const isLocalDay = new Date(year, month, day).getTime() === value.getTime();
  const isUtcDay = value.getTime() % 86_400_000 === 0;
  return isLocalDay && !isUtcDay ? `${year}-${month + 1}-${day}` : value.toISOString();
}

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](.*))?$/s;
const eightDigits = /^\d{8}$/;
const utcTime = /^\d\d:.*z$/is;
// Up to ten o'clock in UTC it is the same day in all of America, at noon nearly everywhere; after
// that, midnight of the next day in Asia and Europe is as likely.
const sameDayInUtc = /^(?:0\d:|12:00|23:59:59)/;

// Separators that few use: `12 31 1990`, `1990|12|31` and `31. 12. 1990`.
function anyYearFirst(text: string): RegExpExecArray | null {
  return /^(\d{4})[^\p{L}\p{N}]{1,3}(\d{1,2})[^\p{L}\p{N}]{1,3}(\d{1,2})\.?(?:[T ](.*))?$/su.exec(
    text,
  );
}

function anyYearLast(text: string): RegExpExecArray | null {
  return /^(\d{1,2})[^\p{L}\p{N}]{1,3}(\d{1,2})[^\p{L}\p{N}]{1,3}(\d{4})\.?(?:[T ].*)?$/su.exec(
    text,
  );
}

/** `19901231` or `31121990`: no eight digits are a date both ways. */
function dateWithoutSeparators(text: string): Normalized {
  const date = dateOf(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  if (typeof date === 'string') return date;
  return dateWithYearLast([text, text.slice(0, 2), text.slice(2, 4), text.slice(4)]);
}

function dateWithYearLast([, first, second, year]: readonly string[]): Normalized {
  const month = Math.min(Number(first), Number(second));
  const day = Math.max(Number(first), Number(second));
  const date = dateOf(Number(year), month, day);
  return typeof date === 'string' && month !== day && day <= 12 ? ambiguous : date;
}

function dateOf(year: number, month: number, day: number): Normalized {
  const time = Date.UTC(year, month - 1, day);
  const exists = new Date(time).getUTCDate() === day && month >= 1 && month <= 12;
  if (!exists || year < 1900 || time > Date.now()) return notADate;
  return String(year * 10_000 + month * 100 + day);
}

const notADate: Problem = {
  code: 'invalid_date_of_birth',
  message: 'is not a day since 1900 in a readable form; give YYYY-MM-DD',
};
const ambiguous: Problem = {
  code: 'ambiguous_date_of_birth',
  message: 'has two readings, day first and month first; give YYYY-MM-DD',
};
const dependsOnZone: Problem = {
  code: 'ambiguous_date_of_birth',
  message: 'is a time in UTC, whose day depends on the time zone; give YYYY-MM-DD',
};
