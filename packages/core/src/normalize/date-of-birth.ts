import type { Normalized, Problem } from './rule.ts';

/**
 * `YYYYMMDD` from a date with the year first (with or without a time) or last. With the year last,
 * `16/02/1997` has one reading and `03/04/1990` two: that one is refused, never guessed.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeDateOfBirth(text: string): Normalized {
  const leading = yearFirst.exec(text) ?? compact.exec(text);
  if (leading !== null) return dateOf(Number(leading[1]), Number(leading[2]), Number(leading[3]));
  const trailing = yearLast.exec(text);
  return trailing === null ? notADate : dateWithYearLast(trailing);
}

/** A `Date` as the text of its UTC day; anything else as it is. */
export function dayOf(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
}

const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]|$)/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;

function dateWithYearLast([, first, second, year]: RegExpExecArray): Normalized {
  const month = Math.min(Number(first), Number(second));
  const day = Math.max(Number(first), Number(second));
  return month !== day && day <= 12 ? ambiguous : dateOf(Number(year), month, day);
}

function dateOf(year: number, month: number, day: number): Normalized {
  const time = Date.UTC(year, month - 1, day);
  const exists = new Date(time).getUTCDate() === day && month >= 1 && month <= 12;
  if (!exists || year < 1900 || time > Date.now()) return notADate;
  return String(year * 10_000 + month * 100 + day);
}

const notADate: Problem = {
  code: 'invalid_date_of_birth',
  message: 'is no day since 1900 in a form that can be read; give YYYY-MM-DD',
};
const ambiguous: Problem = {
  code: 'ambiguous_date_of_birth',
  message: 'has two readings, day first and month first; give YYYY-MM-DD',
};
