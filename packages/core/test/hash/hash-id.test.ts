import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashId } from '../../src/hash/hash-id.ts';
import { runs } from '../fuzz-runs.ts';

// Published in the docstring; made with: printf 'a\nb' | sha256sum | cut -c 1-32
it.each([
  [['a'], 'ca978112ca1bbdcafac231b39a23dc4d'],
  [['a', 'b'], '7e18f737311b2dc3b2f269dd78396b03'],
  [['Ωμέγα', '1'], '0eababdf4eb22095b9d36789eaba2c67'],
  [['', ''], '01ba4719c80b6fe911b091a7c05124b6'],
])('hashId of %j is the published vector', (parts, id) => {
  expect(hashId(...parts)).toBe(id);
});

const count = runs(2_000);
const part = fc.string().filter((text) => !text.includes('\n'));

it(`different parts have different ids, the same parts the same (${count} runs)`, () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const id = hashId(...parts);
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      expect(hashId(...parts)).toBe(id);
      expect(seen.get(id) ?? parts.join('\n')).toBe(parts.join('\n'));
      seen.set(id, parts.join('\n'));
    }),
    { numRuns: count },
  );
});
