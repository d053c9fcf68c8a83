import { withoutAppendix } from './param-builder-appendix.ts';
import type { Normalized, Problem } from './rule.ts';

/**
 * A text that is a SHA-256 already, in the form to send; a problem where it is a digest that Meta
 * cannot use; `undefined` if it is not a digest. Meta's parameter builder appends a dot and up to
 * eight characters to its digests, some versions twice: they stay as they are, case counts in them.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
export function digestOf(text: string): Normalized | undefined {
  if (text.length < 64 || text.length > 82) return undefined;
  if (!sha256.test(text) && !(text[64] === '.' && sha256.test(withoutAppendix(text)))) {
    return undefined;
  }
  const digest = text.slice(0, 64).toLowerCase();
  return digestsOfNothing.includes(digest) ? ofNothing : digest + text.slice(64);
}

/** Is this an MD5 or SHA-1 digest? Meta takes SHA-256 only. */
export function isWeakDigest(text: string): boolean {
  return (text.length === 32 || text.length === 40) && hex.test(text);
}

const sha256 = /^[0-9A-Fa-f]{64}(?:\.[\w-]{2,8})?$/;
const hex = /^[0-9A-Fa-f]+$/;

// The SHA-256 of '', 'null' and 'undefined'; the second is in a sample of Meta's own pages.
const digestsOfNothing = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b',
  'eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c',
];
const ofNothing: Problem = {
  code: 'hash_of_nothing',
  message: 'is the SHA-256 of an empty, "null" or "undefined" value; leave the field out',
};
