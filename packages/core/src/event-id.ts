import { sha256 } from '#sha256';

/**
 * A new event id (UUID v4) for a conversion without a natural id: create it once and give the same id
 * to the browser and to the server.
 *
 * Works on pages without https too, where `crypto.randomUUID` is missing.
 */
export function generateEventId(): string {
  // Each 0 becomes a random hex digit, 8 one of 8, 9, a and b; 4 is the version.
  // https://www.rfc-editor.org/rfc/rfc9562#section-5.4
  return '00000000-0000-4000-8000-000000000000'.replace(/[08]/g, (digit) => {
    const fixed = Number(digit);
    const random = Number(crypto.getRandomValues(new Uint8Array(1)));
    return (fixed ^ (random & (15 >> (fixed / 4)))).toString(16);
  });
}

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
