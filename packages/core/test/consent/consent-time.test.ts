import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consentTime, plausibleTime } from '../../src/consent/consent-time.ts';

const now = Date.UTC(2026, 10, 28, 12) / 1000;
const earliest = Date.UTC(2018, 0, 1) / 1000;

beforeEach(() => vi.useFakeTimers({ now: now * 1000 }));
afterEach(() => void vi.useRealTimers());

describe('consentTime', () => {
  it.each([
    ['a Date', new Date(now * 1000), now],
    ['a Date with milliseconds', new Date(now * 1000 - 1), now - 1],
    ['seconds', now - 3600, now - 3600],
    ['seconds with a fraction', now - 0.5, now - 1],
    ['the beginning of 2018', earliest, earliest],
    ['a minute from now', now + 60, now + 60],
  ])('reads %s', (_, value, seconds) => {
    expect(consentTime(value)).toBe(seconds);
  });

  it.each([
    ['a time before 2018', earliest - 1],
    ['a Date before 2018', new Date(earliest * 1000 - 1)],
    ['more than a minute from now', now + 61],
    ['milliseconds', now * 1000],
    ['an invalid Date', new Date(Number.NaN)],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text', String(now)],
    ['a bigint', BigInt(now)],
    ['nothing', undefined],
    ['null', null],
    ['a Date behind a Proxy', new Proxy(new Date(now * 1000), {})],
  ])('refuses %s', (_, value) => {
    expect(consentTime(value)).toBeUndefined();
  });

  it('refuses what throws when it is read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(consentTime(proxy)).toBeUndefined();
  });
});

describe('plausibleTime', () => {
  it('has the same limits for seconds', () => {
    expect(
      [earliest - 1, earliest, now + 60, now + 61, Number.NaN].map((seconds) =>
        plausibleTime(seconds),
      ),
    ).toEqual([undefined, earliest, now + 60, undefined, undefined]);
  });
});
