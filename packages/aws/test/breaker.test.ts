import { describe, expect, test } from 'vitest';
import { createBreaker } from '../src/sqs/breaker.ts';

describe('createBreaker', () => {
  // So five concurrent consumers stay below the limit of 120 requests an hour for each pixel.
  test('allows 15 requests in the first hour of an outage and 12 in each later hour', () => {
    const breaker = createBreaker();
    const perHour = Array.from({ length: 6 }, (_, hour) => {
      let requests = 0;
      for (let now = hour * 3_600_000; now < (hour + 1) * 3_600_000; now += 1000) {
        if (typeof breaker.admit('1', now) === 'object') continue;
        requests += 1;
        breaker.pause('1', 'unavailable', now);
      }
      return requests;
    });
    expect(perHour).toEqual([15, 12, 12, 12, 12, 12]);
  });

  test('pauses only one pixel, and allows all requests after a success', () => {
    const breaker = createBreaker();
    breaker.pause('1', 'unavailable', 0);
    expect(breaker.admit('1', 29_999)).toEqual({ cause: 'unavailable', until: 30_000 });
    expect(breaker.admit('2', 0)).toBe('all');
    expect(breaker.admit('1', 30_000)).toBe('probe');
    breaker.resume('1');
    expect(breaker.admit('1', 30_000)).toBe('all');
  });

  test('allows one probe at a time, and another one if it has no result within a minute', () => {
    const breaker = createBreaker();
    breaker.pause('1', 'unavailable', 0);
    expect(breaker.admit('1', 30_000)).toBe('probe');
    expect(breaker.admit('1', 30_000)).toMatchObject({ until: 90_000 });
    expect(breaker.admit('1', 90_000)).toBe('probe');
  });

  test('counts requests that fail together as one failure', () => {
    const breaker = createBreaker();
    for (let n = 0; n < 10; n += 1) breaker.pause('1', 'unavailable', n);
    expect(breaker.admit('1', 0)).toMatchObject({ until: 30_009 });
    expect(breaker.admit('1', 30_009)).toBe('probe');
  });

  test('pauses as long as Meta asks, at most one hour, and 15 minutes if access is refused', () => {
    const breaker = createBreaker();
    breaker.pause('1', 'unavailable', 0, 600_000);
    expect(breaker.admit('1', 0)).toMatchObject({ until: 600_000 });
    breaker.pause('2', 'unavailable', 0, 1e12);
    expect(breaker.admit('2', 0)).toMatchObject({ until: 3_600_000 });
    breaker.pause('3', 'access', 0);
    expect(breaker.admit('3', 0)).toMatchObject({ cause: 'access', until: 900_000 });
  });
});
