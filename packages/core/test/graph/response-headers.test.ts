import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../../src/graph/response-headers.ts';

const now = Date.parse('2026-10-01T12:00:00Z');
const inThirtySeconds = new Date(now + 30_000).toUTCString();

describe('F-49 a date in Retry-After', () => {
  test('is counted from the answer’s own', () => {
    const headers = { date: new Date(now).toUTCString(), 'retry-after': inThirtySeconds };
    for (const skewMs of [-600_000, 0, 600_000]) {
      expect(retryAfterMs(headers, now + skewMs)).toBe(30_000);
    }
  });

  test('is counted from our clock where the answer tells no time', () => {
    expect(retryAfterMs({ 'retry-after': inThirtySeconds }, now)).toBe(30_000);
    expect(retryAfterMs({ date: 'noon', 'retry-after': inThirtySeconds }, now)).toBe(30_000);
  });
});
