import { describe, expect, it } from 'vitest';
import { normalizeExternalId } from '../../src/normalize/external-id.ts';

describe('normalizeExternalId', () => {
  it.each([
    ['User 123', 'User 123'],
    ['cus_AbC', 'cus_AbC'],
    ['550e8400e29b41d4a716446655440000', '550e8400e29b41d4a716446655440000'],
    ['Vale\u0301ry', 'Valéry'],
  ])('%j becomes %j', (text, expected) => {
    expect(normalizeExternalId(text)).toBe(expected);
  });
});
