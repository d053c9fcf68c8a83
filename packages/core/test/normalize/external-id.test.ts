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
  ])('%j becomes %j', (text, expected) => {
    expect(normalizeExternalId(text)).toBe(expected);
  });
});
