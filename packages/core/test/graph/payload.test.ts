import { describe, expect, test } from 'vitest';
import type { WireEvent } from '../../src/event/prepared-event.ts';
import { createLoad } from '../../src/graph/payload.ts';

const event = (event_id: string): WireEvent => ({ event_id }) as WireEvent;
const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

describe('createLoad', () => {
  test('writes the events down as data, and the members beside them', () => {
    const load = createLoad([event('a'), event('b')]);
    expect(load.count).toBe(2);
    const body = load.body({ access_token: 'one' });
    expect(body).toBeTypeOf('string');
    expect(JSON.parse(textOf(body))).toEqual({
      data: [{ event_id: 'a' }, { event_id: 'b' }],
      access_token: 'one',
    });
  });

  test('a retry gets the very same bytes', () => {
    const load = createLoad([event('ä'.repeat(20_000))]);
    const body = load.body({ access_token: 'one' });
    expect(load.body({ access_token: 'one' })).toBe(body);
    expect(body).toBeInstanceOf(Uint8Array);
  });

  test.each([1, 20_000])('keeps only what it wrote, and reads that again: %i letters', (length) => {
    const id = 'ä'.repeat(length);
    const given = event(id);
    const load = createLoad([given]);
    load.body({ access_token: 'one' });
    Object.assign(given, { event_id: 'changed since' });
    expect(load.events()).toEqual([{ event_id: id }]);
    const renewed = JSON.parse(textOf(load.body({ access_token: 'two' })));
    expect(renewed).toEqual({ data: [{ event_id: id }], access_token: 'two' });
  });
});
