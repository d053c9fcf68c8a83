import { afterEach, expect, it, vi } from 'vitest';
import { generateEventId } from '../../src/event/generate-event-id.ts';

afterEach(() => vi.unstubAllGlobals());

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
