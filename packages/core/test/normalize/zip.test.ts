import { describe, expect, it } from 'vitest';
import { normalizeZip } from '../../src/normalize/zip.ts';
import { context, outcome } from './outcome.ts';

const refused = 'refused: invalid_zip';

describe('normalizeZip', () => {
  it.each([
    ['94035', undefined, '94035'],
    ['94035', 'us', '94035'],
    ['94035-1234', undefined, '94035'],
    ['94035-1234', 'us', '94035'],
    ['94035 - 1234', 'us', '94035'],
    ['94035 1234', 'us', '94035'],
    ['940351234', 'us', '94035'],
    ['940351234', undefined, '940351234'],
    ['02134', 'us', '02134'],
    // 2134 was 02134 before somebody made a number of it.
    ['2134', 'us', refused],
    ['9403', 'us', refused],
    ['940351', 'us', refused],
    ['M1 1AE', 'us', refused],
    ['94035-123', undefined, '94035123'],
    ['194035-1234', undefined, '1940351234'],
    ['94035-12345', undefined, '9403512345'],
    ['M1 1AE', 'gb', 'm11ae'],
    ['M1 1AE', undefined, 'm11ae'],
    ['K1A 0B1', 'ca', 'k1a0b1'],
    ['SW1A-1AA', 'gb', 'sw1a1aa'],
    ['1987', 'au', '1987'],
    ['75018', 'fr', '75018'],
    ['01310-100', 'br', '01310100'],
    ['〒100-0001', 'jp', '1000001'],
    ['10 431', 'gr', '10431'],
    ['-', undefined, refused],
  ])('%j in %j becomes %j', (text, country, expected) => {
    expect(outcome(normalizeZip(text, context({ country })))).toBe(expected);
  });
});
