import { describe, expect, it } from 'vitest';
import { isRecord, readProperty } from '../../src/input/is-record.ts';

describe('isRecord', () => {
  it.each([{}, { a: 1 }, Object.create(null), new Date(0)])('accepts the object %j', (value) => {
    expect(isRecord(value)).toBe(true);
  });

  it.each([[], null, undefined, 'text', 7, true, () => 1])('refuses %s', (value) => {
    expect(isRecord(value)).toBe(false);
  });
});

describe('readProperty', () => {
  it.each<[unknown, unknown]>([
    [{ length: 7 }, 7],
    [Object.create({ length: 7 }), 7],
    [['a'], 1],
    [{}, undefined],
    // Not an object: a wrong value has no properties that count.
    ['text', undefined],
    [(a: unknown) => a, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of %s', (from, expected) => {
    expect(readProperty(from, 'length')).toBe(expected);
  });

  it('returns a value that no check accepts where reading throws', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const getter = {
      get length() {
        throw new Error('unreadable');
      },
    };
    for (const from of [revoked.proxy, getter]) {
      expect(typeof readProperty(from, 'length')).toBe('symbol');
    }
  });
});
