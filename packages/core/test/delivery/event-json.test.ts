import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeEvent } from '../../src/delivery/event-json.ts';
import type { WireEvent } from '../../src/event/prepared-event.ts';

const digest = 'a1'.repeat(32);

const event = {
  event_name: 'Purchase',
  event_id: 'order-1',
  event_time: 1_800_000_000,
  action_source: 'website',
  user_data: { em: [digest], external_id: [digest, `${digest}.AQ`], fbp: 'fb.1.1.2' },
} as unknown as WireEvent;

function written(wire: WireEvent, room = 1): string {
  const store = { bytes: new Uint8Array(room), view: undefined };
  const end = writeEvent(store, 0, wire);
  return new TextDecoder('utf-8', { fatal: true }).decode(store.bytes.subarray(0, end));
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'binary-ascii', maxLength: 120 }),
);

describe.each(['with', 'without'])('the bytes of an event, %s Node’s Buffer', (platform) => {
  beforeEach(() => {
    if (platform === 'without') vi.stubGlobal('Buffer', undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test('have each key once, in a fixed order', () => {
    const wire = {
      ...event,
      custom_data: { value: 1, currency: 'EUR' },
      event_source_url: 'https://a.example/',
      opt_out: true,
    } as WireEvent;
    expect(written(wire)).toBe(JSON.stringify(wire));
  });

  test('are JSON with an empty list too', () => {
    const wire = { ...event, user_data: { em: [], fbp: 'fb.1.1.2' } };
    expect(written(wire)).toBe(JSON.stringify(wire));
  });

  test.each<[string, Partial<WireEvent>]>([
    ['only what every event has', {}],
    ['nothing about the person', { user_data: {} }],
    ['no custom data in it', { custom_data: {} }],
    ['lists and objects', { custom_data: { contents: [{ id: 1, item_price: 9.5 }], note: null } }],
    [
      'an address and where it came from',
      { event_source_url: 'https://a.example/', referrer_url: 'https://b.example/' },
    ],
    ['a page with a long address', { event_source_url: `https://a.example/${'path/'.repeat(20)}` }],
    ['an answer about advertising', { opt_out: false }],
    [
      'Limited Data Use',
      {
        data_processing_options: ['LDU'],
        data_processing_options_country: 1,
        data_processing_options_state: 1000,
      },
    ],
    ['an earlier event', { original_event_data: { event_name: 'Lead', event_time: 1 } }],
    ['a channel', { messaging_channel: 'whatsapp' }],
  ])('have the values of JSON.stringify: %s', (_, part) => {
    const wire = { ...event, ...part };
    expect(JSON.parse(written(wire))).toEqual(wire);
  });

  test.each([
    ['a quote', 'a"b'],
    ['a backslash', 'a\\b'],
    ['a control character', 'a\u0001b'],
    ['a quote in a long text', `${'x'.repeat(60)}"`],
    ['a backslash in a long text', `${'x'.repeat(60)}\\`],
    ['a control character in a long text', `${'x'.repeat(60)}\u001f`],
    ['control characters', 'a\tb\nc\u0000\u007f'],
    ['letters of every script', 'Größe 東京 😀'],
    ['the same in a long text', `${'x'.repeat(60)}"\\\u0001ß😀`],
  ])('escape what JSON and UTF-8 need: %s', (_, odd) => {
    const wire = { ...event, event_id: odd, user_data: { client_user_agent: odd, [odd]: odd } };
    expect(JSON.parse(written(wire))).toEqual(wire);
  });

  test('have these values for any text, with room or without', () => {
    fc.assert(
      fc.property(text, text, fc.jsonValue(), fc.nat(3000), (id, agent, data, room) => {
        const wire: WireEvent = {
          ...event,
          event_id: id,
          user_data: { ...event.user_data, client_user_agent: agent },
          custom_data: { data },
        };
        expect(JSON.parse(written(wire, room))).toEqual(JSON.parse(JSON.stringify(wire)));
      }),
    );
  });

  test('leave out what is only inherited', () => {
    const user_data = Object.assign(Object.create({ inherited: 'x' }), { fbp: 'fb.1.1.2' });
    expect(JSON.parse(written({ ...event, user_data }))).toEqual({
      ...event,
      user_data: { fbp: 'fb.1.1.2' },
    });
  });
});
