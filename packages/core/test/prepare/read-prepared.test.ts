import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/event/issue.ts';
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
const hash = 'a'.repeat(64);
const deep: unknown = JSON.parse('['.repeat(100) + ']'.repeat(100));

/** The event with this put into its wire form. */
function withWire(changes: Record<string, unknown>): unknown {
  return { ...event, wire: { ...event.wire, ...changes } };
}

function withUserData(changes: object): unknown {
  return withWire({ user_data: { ...event.wire.user_data, ...changes } });
}

describe('readPrepared', () => {
  test('reads what prepareEvent returned, from text and from an object, as a copy', () => {
    for (const json of [JSON.stringify(event), event]) {
      const reading = readPrepared(json);
      expect(reading).toEqual({ ok: true, event });
      expect(Object(reading).event).not.toBe(event);
    }
  });

  test('accepts an event that is not a test', () => {
    const { testMode: _, ...others } = event as typeof event & { testMode: true };
    expect(readPrepared(others)).toEqual({ ok: true, event: others });
  });

  test('accepts each optional field as prepareEvent makes it', () => {
    const changes = {
      opt_out: true,
      data_processing_options: [],
      messaging_channel: 'whatsapp',
      referrer_url: 'https://www.example.org/',
    };
    expect(readPrepared(withWire(changes))).toMatchObject({ ok: true, event: { wire: changes } });
    expect(readPrepared(withUserData({ em: [hash, `${hash}.AQIBAAEA`] })).ok).toBe(true);
  });

  test.each<[string, unknown, string, RegExp]>([
    ['text that is not JSON', '{', '', /is not a JSON object/],
    ['nothing', undefined, '', /is not a JSON object/],
    ['null', null, '', /must be a JSON object/],
    ['a list', [], '', /must be a JSON object/],
    ['a BigInt', withWire({ custom_data: { value: 1n } }), '', /is not a JSON object/],
    ['no wire', {}, '.wire', /is missing/],
    ['a wire that is a list', { wire: [] }, '.wire', /is missing/],
    ['a raw e-mail beside the wire form', { ...event, email }, '', /more than wire and testMode/],
    ['another test mode than true', { ...event, testMode: 'yes' }, '.testMode', /true or absent/],
    ['test mode false', { ...event, testMode: false }, '.testMode', /true or absent/],
    ['an unknown key', withWire({ em: [hash] }), '.wire.em', /is not a key of an event/],
    ['a raw e-mail for a key', withWire({ [email]: 1 }), '.wire.(odd key)', /is not a key of an/],
  ])('refuses %s, and does not repeat it', (_, json, path, problem) => {
    expect(refusalOf(json)).toEqual(refused(`prepared${path}`, problem));
  });

  test.each(['event_name', 'event_id', 'event_time', 'action_source', 'user_data'])(
    'refuses an event without %s',
    (key) => {
      expect(refusalOf(withWire({ [key]: undefined }))).toEqual(
        refused(`prepared.wire.${key}`, /is missing/),
      );
    },
  );

  test.each<[string, unknown, string, RegExp]>([
    ['event_name', 7, '', /must be text/],
    ['event_id', ' ', '', /must be text/],
    ['event_id', email, '', /holds an e-mail address/],
    ['event_time', 'now', '', /must be a whole number/],
    ['event_time', 1.5, '', /must be a whole number/],
    ['action_source', 'web', '', /not one of Meta’s action sources/],
    ['action_source', 'Website', '', /not one of Meta’s action sources/],
    ['action_source', 'app', '', /not one of Meta’s action sources/],
    ['action_source', null, '', /not one of Meta’s action sources/],
    ['user_data', [], '', /must be an object/],
    ['custom_data', null, '', /must be an object/],
    ['custom_data', ['tea'], '', /must be an object/],
    ['custom_data', { a: deep, b: deep }, '', /nested too deeply/],
    ['custom_data', { note: email }, '.note', /holds an e-mail address/],
    ['custom_data', { [email]: 1 }, '', /has a key that is personal data/],
    ['event_source_url', `https://a.example/?m=${email}`, '', /is not a page address/],
    ['referrer_url', 7, '', /is not a page address/],
    ['opt_out', 'true', '', /must be true or false/],
    ['data_processing_options', 'LDU', '', /must be \["LDU"\] or \[\]/],
    ['data_processing_options', ['LDU', 'X'], '', /must be \["LDU"\] or \[\]/],
    ['data_processing_options', null, '', /must be \["LDU"\] or \[\]/],
    ['data_processing_options_country', '1', '', /must be a whole number/],
    ['data_processing_options_state', null, '', /must be a whole number/],
    ['original_event_data', 'o-1', '', /must be an object/],
    ['original_event_data', { order_id: email }, '.order_id', /holds an e-mail address/],
    ['messaging_channel', '', '', /must be text/],
  ])('refuses %s %j', (key, value, path, problem) => {
    expect(refusalOf(withWire({ [key]: value }))).toEqual(
      refused(`prepared.wire.${key}${path}`, problem),
    );
  });

  test.each<[string, unknown, string, RegExp]>([
    ['a raw e-mail', { em: [email] }, '.em', /is not hashed/],
    ['a raw e-mail after a hashed one', { em: [hash, email] }, '.em', /is not hashed/],
    ['a raw e-mail beside the hashed one', { email }, '', /holds a key that is not one of Meta’s/],
    ['an empty list of hashes', { em: [] }, '.em', /must be text, or a list of texts/],
    ['a list with no text', { em: [hash, null] }, '.em', /must be text, or a list of texts/],
    ['an upper-case hash', { em: ['A'.repeat(64)] }, '.em', /is not hashed/],
    ['the hash of nothing', { em: [createHash('sha256').digest('hex')] }, '.em', /is not hashed/],
    ['an empty id', { lead_id: '' }, '.lead_id', /must be text, or a list of texts/],
    ['an id that is a number', { lead_id: 12 }, '.lead_id', /must be text, or a list of texts/],
    ['a list of ids', { lead_id: ['123456789012345'] }, '.lead_id', /must be one text/],
  ])('refuses user_data with %s', (_, changes, path, problem) => {
    expect(refusalOf(withUserData(changes as object))).toEqual(
      refused(`prepared.wire.user_data${path}`, problem),
    );
  });
});

/** The one issue of an event that is not accepted. */
function refusalOf(json: unknown): Issue {
  const reading = readPrepared(json);
  if (reading.ok || reading.issues[0] === undefined) throw new Error('it was accepted');
  expect(reading.issues).toHaveLength(1);
  return reading.issues[0];
}

/** What the issue must be: the path, and the path again in its message, without the person. */
function refused(path: string, problem: RegExp): object {
  const start = path.replace(/[().]/g, '\\$&');
  const message = new RegExp(`^${start} (?!.*maria).*${problem.source}`);
  return { code: 'not_prepared', path, message: expect.stringMatching(message) };
}
