import { describe, expect, test } from 'vitest';
import { answerWarnings } from '../../src/graph/answer-warnings.ts';

const now = Date.parse('2026-10-01T12:00:00Z');
const dated = (offsetMs: number) => ({ date: new Date(now + offsetMs).toUTCString() });

describe('a successful response warns', () => {
  test.each([
    [31_000, '31 s behind Meta'],
    [-31_000, '31 s ahead of Meta'],
    [3_600_000, '3600 s behind Meta'],
  ])('of a clock that differs from Meta’s by %i ms: %s', (offsetMs, words) => {
    const warnings = answerWarnings(dated(offsetMs), now);
    expect(warnings).toMatchObject([{ code: 'clock_skew', path: 'events' }]);
    expect(warnings[0]?.message).toContain(words);
    expect(warnings[0]?.message).toContain('correct it');
  });

  test.each([0, 30_000, -30_000])('not of a difference of %i ms', (offsetMs) => {
    expect(answerWarnings(dated(offsetMs), now)).toEqual([]);
  });

  test('not where it has no date', () => {
    expect(answerWarnings({}, now)).toEqual([]);
    expect(answerWarnings({ date: 'noon' }, now)).toEqual([]);
  });

  // The header is named on
  // https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/versioning
  test('of an API version that has expired, and of the clock as well', () => {
    const headers = { 'x-ad-api-version-warning': 'm', ...dated(60_000) };
    const warnings = answerWarnings(headers, now);
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'api_version_expired apiVersion',
      'clock_skew events',
    ]);
    expect(warnings[0]?.message).toMatch(/apiVersion has expired.*raise it/);
  });
});
