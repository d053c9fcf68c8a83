import { describe, expect, test } from 'vitest';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { readPrepared } from '../../src/prepare/read-prepared.ts';

const preparation = prepareEvent(
  {
    eventName: 'Purchase',
    eventId: 'p-1',
    eventTime: new Date(),
    userData: { email: 'maria@example.com', leadId: '123456789012345' },
    visitor: {
      consent: 'granted',
      fbp: `fb.1.${Date.now() - 1000}.1116446470`,
      clientIpAddress: '8.8.8.8',
      clientUserAgent: 'Mozilla/5.0',
      eventSourceUrl: 'https://shop.example.com/checkout?utm_source=mail',
    },
    customData: { value: 0, currency: 'EUR', contents: [{ id: 'a', quantity: 1 }] },
    optOut: false,
    testMode: true,
    dataProcessingOptions: ['LDU'],
    originalEventData: { orderId: 'o-1' },
  },
  { whenConsentUnknown: 'drop', testEventCode: 'TEST1' },
);
if (!preparation.ok) throw new Error(JSON.stringify(preparation));
const { event } = preparation;
const email = 'maria@example.com';

/** The event with this put into its wire form. */
function withWire(changes: Record<string, unknown>): unknown {
  return { ...event, wire: { ...event.wire, ...changes } };
}

function withUserData(changes: Record<string, unknown>): unknown {
  return withWire({ user_data: { ...event.wire.user_data, ...changes } });
}

describe('readPrepared', () => {
  test('brings back what prepareEvent made, from text and from an object, as a copy', () => {
    for (const json of [JSON.stringify(event), event]) {
      const reading = readPrepared(json);
      expect(reading).toEqual({ ok: true, event });
      expect(Object(reading).event).not.toBe(event);
    }
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['nothing', undefined],
    ['a list', []],
    ['no wire', {}],
    ['a raw e-mail beside the wire form', { ...event, email }],
    ['another test mode than true', { ...event, testMode: 'yes' }],
    ['a raw e-mail', withUserData({ em: [email] })],
    ['a raw e-mail beside the hashed one', withUserData({ email })],
    ['an empty list of hashes', withUserData({ em: [] })],
    ['an upper-case hash', withUserData({ em: ['A'.repeat(64)] })],
    [
      'the hash of nothing',
      withUserData({ em: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'] }),
    ],
    ['an empty id', withUserData({ lead_id: '' })],
    ['an id that is a number', withUserData({ lead_id: 12 })],
    ['a list of a key that takes one text', withUserData({ lead_id: ['123456789012345'] })],
    ['a raw e-mail in the custom data', withWire({ custom_data: { note: email } })],
    ['a raw e-mail for a key', withWire({ custom_data: { [email]: 1 } })],
    ['a raw e-mail for an id', withWire({ event_id: email })],
    [
      'a raw e-mail in the address',
      withWire({ event_source_url: `https://a.example/?m=${email}` }),
    ],
    ['a key of nobody’s', withWire({ em: ['a'.repeat(64)] })],
    ['options that are no list', withWire({ data_processing_options: 'LDU' })],
    ['null for options', withWire({ data_processing_options: null })],
    ['a time in text', withWire({ event_time: 'now' })],
    ['no action source of Meta’s', withWire({ action_source: 'web' })],
    ['a BigInt', withWire({ custom_data: { value: 1n } })],
  ])('refuses %s, and does not repeat it', (_, json) => {
    const reading = readPrepared(json);
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).toContain('not_prepared');
    expect(JSON.stringify(reading)).not.toContain('maria');
  });
});
