import { describe, expect, it } from 'vitest';
import { normalizeExternalId } from '../../src/normalize/ids.ts';

describe('normalizeExternalId', () => {
  it.each([
    ['User 123', 'user123'],
    ['Cust-7', 'cust-7'],
    ['cus_AbC', 'cus_abc'],
    ['a\t\u00a0\u2003\nb', 'ab'],
    ['550e8400e29b41d4a716446655440000', '550e8400e29b41d4a716446655440000'],
    ['Vale\u0301ry', 'valéry'],
    // The neighbours of the capital letters in ASCII, and both ends of what can be printed.
    ['!@[`~', '!@[`~'],
    ['AZ', 'az'],
    ['a b', 'ab'],
    ['a\x7fb', 'a\x7fb'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(normalizeExternalId(text)).toBe(expected);
  });
});
