import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash } from '../../src/hash/crypto.ts';
import { sha256 as onNode } from '../../src/hash/sha256.ts';
import { anyText } from '../any-text.ts';
import { runs } from '../fuzz-runs.ts';

const portable = (text: string): string => hash('sha256', text, 'hex');

// https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values (the first
// three); the others by `printf … | sha256sum`.
const vectors: readonly (readonly [name: string, text: string, digest: string])[] = [
  ['nothing', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    '56 bytes, two blocks',
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['Hangul', '정', '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14'],
  [
    'a character of four bytes',
    '😀',
    'f0443a342c5ef54783a111b51ba56c938e474c32324d90c3a60c9c8e3a37e2d9',
  ],
  ['NUL', '\0', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  // A lone surrogate has no UTF-8: both put U+FFFD in its place.
  [
    'a lone surrogate',
    '\ud800',
    '83d544ccc223c057d2bf80d3f2a32982c32c3c0db8e2674820da5064783fb097',
  ],
];

describe.each([
  ['portable', portable],
  ['Node', onNode],
])('the %s twin of sha256', (_, sha256) => {
  it.each(vectors)('hashes %s', (_name, text, digest) => {
    expect(sha256(text)).toBe(digest);
  });
});

const count = runs(2_000);

it(`the twins of sha256 agree on any text, lone surrogates too (${count} runs)`, () => {
  fc.assert(
    fc.property(anyText(300), (text) => {
      expect(onNode(text)).toBe(portable(text));
    }),
    { numRuns: count },
  );
});
