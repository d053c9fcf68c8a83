import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { generateEventId, hashId } from '../src/event-id.ts';
import { runs } from './fuzz-runs.ts';

afterEach(() => vi.unstubAllGlobals());

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

function draw(byte: number) {
  return { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte) };
}

it('generateEventId makes a UUID v4, a new one each time', () => {
  const ids = Array.from({ length: 1_000 }, () => generateEventId());
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(ids).size).toBe(1_000);
});

it('generateEventId keeps every other bit that the platform drew, and leading zeros', () => {
  vi.stubGlobal('crypto', draw(0x00));
  expect(generateEventId()).toBe('00000000-0000-4000-8000-000000000000');
  vi.stubGlobal('crypto', draw(0xff));
  expect(generateEventId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});
