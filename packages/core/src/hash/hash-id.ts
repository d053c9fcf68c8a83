import { sha256 } from './sha256.ts';

/**
 * An event id from natural keys that should not be shown: the first 32 hex digits of the SHA-256
 * of the parts' UTF-8, joined by one line feed. Anything that computes the same gets the same id.
 *
 * No part may hold a line feed: `('a', 'b')` and `('a\nb')` are the same text.
 *
 * @example
 * hashId('a'); // 'ca978112ca1bbdcafac231b39a23dc4d'
 * hashId('a', 'b'); // '7e18f737311b2dc3b2f269dd78396b03'
 */
export function hashId(...parts: string[]): string {
  return sha256(parts.join('\n')).slice(0, 32);
}
