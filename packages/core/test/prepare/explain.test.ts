import { describe, expect, test } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import { phoneNumbers } from '../../src/phone.ts';
import { explain } from '../../src/prepare/explain.ts';
import type { PrepareConfig } from '../../src/prepare/prepare.ts';

const now = Math.floor(Date.now() / 1000);

function explained(
  rest: Partial<Record<string, unknown>> = {},
  config: Partial<PrepareConfig> = {},
): Record<string, string> {
  const event = {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: now - 5,
    userData: { email: 'maria@example.com' },
    ...rest,
  } as unknown as CapiEvent;
  const { fields } = explain(event, { whenConsentUnknown: 'send', ...config });
  const rows = fields.map(({ path, action, because }) => [path, `${action}: ${because}`]);
  for (const [path, row] of rows) {
    expect(path).toMatch(/^[a-z(]/);
    expect(row).toMatch(/^(?:added|changed|dropped|hashed|kept): [^,\s]/);
  }
  expect(new Set(rows.map(([path]) => path)).size).toBe(rows.length);
  return Object.fromEntries(rows);
}

describe('explain says of an event that leaves', () => {
  test('what each of its fields is sent as', () => {
    const given = {
      actionSource: 'chat',
      optOut: false,
      testMode: true,
      otherEventId: 'lead-1001',
      dataProcessingOptions: ['LDU'],
      dataProcessingOptionsCountry: 1,
      dataProcessingOptionsState: 1000,
      originalEventData: { orderId: 'o-1', eventTime: now - 9 },
      customData: { value: 1, currency: 'EUR', my_own: [1] },
      visitor: { consent: 'granted', clientUserAgent: 'Mozilla/5.0' },
    };
    expect(explained(given, { testEventCode: 'TEST1' })).toEqual({
      eventName: 'kept: sent as event_name',
      eventId: 'kept: sent as event_id',
      eventTime: 'kept: sent as event_time',
      'userData.email': 'hashed: already as Meta spells it, sent as em',
      actionSource: 'kept: sent as action_source',
      optOut: 'kept: sent as opt_out',
      testMode: 'kept: asks for the test event code, and is never sent itself',
      otherEventId:
        'kept: lets onlyOnce recognise copies with another id, and is never sent itself',
      dataProcessingOptions: 'kept: sent as data_processing_options',
      dataProcessingOptionsCountry: 'kept: sent as data_processing_options_country',
      dataProcessingOptionsState: 'kept: sent as data_processing_options_state',
      'originalEventData.orderId': 'kept: sent as original_event_data.order_id',
      'originalEventData.eventTime': 'kept: sent as original_event_data.event_time',
      'customData.value': 'kept: sent as it is',
      'customData.currency': 'kept: sent as it is',
      'customData.my_own': 'kept: sent as it is',
      'visitor.consent': expect.stringContaining('kept: consent_granted'),
      'visitor.clientUserAgent': 'kept: unchanged, sent as client_user_agent',
    });
  });

  test.each<[string, object, string, string]>([
    ['a Date', { eventTime: new Date() }, 'eventTime', 'changed: made whole Unix seconds'],
    [
      'a clock ahead',
      { eventTime: now + 55 },
      'eventTime',
      'changed: it was a little in the future',
    ],
    ['no action source', {}, 'actionSource', 'added: "website" where'],
    ['an action source of null', { actionSource: null }, 'actionSource', 'added: "website" where'],
    ['an opt-out of null', { optOut: null }, 'optOut', 'dropped: no value is given'],
    ['an opt-out of undefined', { optOut: undefined }, 'optOut', 'dropped: no value is given'],
    [
      'a state without options',
      { dataProcessingOptionsState: 1000 },
      'dataProcessingOptionsState',
      'dropped: it is sent with dataProcessingOptions ["LDU"] only',
    ],
    [
      'options without a state',
      { dataProcessingOptions: ['LDU'] },
      'dataProcessingOptionsState',
      'added: Limited Data Use as',
    ],
    [
      'limited consent',
      {
        visitor: { consent: 'limited' },
        userData: { email: 'maria@example.com', country: 'US', state: 'CA' },
      },
      'dataProcessingOptions',
      'added: Limited Data Use as consent',
    ],
    [
      'limited consent against the options given',
      {
        visitor: { consent: 'limited' },
        userData: { email: 'maria@example.com', country: 'US', state: 'CA' },
        dataProcessingOptions: [],
      },
      'dataProcessingOptions',
      'changed: Limited Data Use as consent',
    ],
    ['a misspelt field', { event_id: 'x' }, 'event_id', 'dropped: it is not a field of an event'],
    ['an odd field', { 'maria@example.com': 1 }, '(odd key)', 'dropped: it is not a field of an'],
    ['no box at all', { userData: null }, 'userData', 'dropped: no value is'],
    ['an undefined box', { userData: undefined }, 'userData', 'dropped: no value is'],
    [
      'custom data that are text',
      { customData: 'value=1' },
      'customData',
      'dropped: customData was left out: it must be an object.',
    ],
    [
      'an original event that is text',
      { originalEventData: 'lead-0' },
      'originalEventData',
      'dropped: it is not a plain object',
    ],
    [
      'a visitor that is text',
      { visitor: '{"consent":"granted"}' },
      'visitor',
      'dropped: visitor is not an object; give what visitorFromRequest or',
    ],
    [
      'text in place of an object',
      { userData: 'maria', visitor: { clientIpAddress: '8.8.8.8' } },
      'userData',
      'dropped: it is not a plain object',
    ],
    [
      'an empty list',
      { userData: { email: [], phone: '+4930123456' } },
      'userData.email',
      'dropped: no value',
    ],
    [
      'an amount that is text',
      { customData: { value: '1.50', currency: 'EUR' } },
      'customData.value',
      'changed: sent in the form that Meta documents',
    ],
    [
      'a value without currency',
      { customData: { value: 1 } },
      'customData.value',
      'dropped: customData.currency is missing, so customData.value was left out',
    ],
    [
      'a wrong line of a cart',
      { customData: { contents: [{ id: 'a', quantity: 1 }, { id: 'b' }] } },
      'customData.contents',
      'changed: sent in the form that Meta documents; but customData.contents[1].quantity was left',
    ],
    [
      'a wrong count',
      { customData: { num_items: 1.5 } },
      'customData.num_items',
      'dropped: customData.num_items was left out: it must be a whole number',
    ],
    ['an action source of nobody’s', { actionSource: 'web' }, 'actionSource', 'changed: "website"'],
    [
      'an action source in other spelling',
      { actionSource: 'Phone Call' },
      'actionSource',
      'changed: written as Meta documents it, sent as action_source',
    ],
    [
      'a flag that is text',
      { optOut: 'false' },
      'optOut',
      'changed: written as Meta documents it, sent as opt_out',
    ],
    [
      'a name that was cut inside an emoji',
      { eventName: 'tea \ud83c' },
      'eventName',
      'changed: written as Meta documents it, sent as event_name',
    ],
    [
      'an original id without a value',
      { originalEventData: { eventId: undefined, orderId: 'o-1' } },
      'originalEventData.eventId',
      'dropped: no value is given',
    ],
    [
      'an original order of null',
      { originalEventData: { eventId: 'e-1', orderId: null } },
      'originalEventData.orderId',
      'dropped: no value is given',
    ],
    [
      'an original event of which nothing is left',
      { originalEventData: { orderId: ['o-1'] } },
      'originalEventData.orderId',
      'dropped: originalEventData.orderId was left out: it must be text',
    ],
    [
      'a channel without a conversation',
      { messagingChannel: 'whatsapp' },
      'messagingChannel',
      'dropped: messagingChannel was left out: it belongs to events with actionSource',
    ],
    [
      'an original time after this one',
      { originalEventData: { eventTime: now + 30, orderId: 'o-1' } },
      'originalEventData.eventTime',
      'dropped: originalEventData.eventTime was left out: it must not be after eventTime',
    ],
    ['a null of Meta’s', { customData: { value: null } }, 'customData.value', 'dropped: no value'],
    ['an empty cookie', { visitor: { fbp: '' } }, 'visitor.fbp', 'dropped: no value is given'],
    [
      'an unexpected key',
      { visitor: { ip: '8.8.8.8' } },
      'visitor.ip',
      'dropped: it is not a key of the',
    ],
    [
      'an original key of nobody’s',
      { originalEventData: { currency: 'EUR' } },
      'originalEventData.currency',
      'dropped: Meta does not accept such a key',
    ],
  ])('%s', (_, given, path, expected) => {
    const { [path]: said } = explained({ visitor: { clientIpAddress: '8.8.8.8' }, ...given });
    expect(said).toContain(expected);
    // The warning repeats why a field is dropped.
    expect(expected.startsWith('dropped') && said?.includes('; but ')).toBe(false);
  });

  test.each<[string, object, string, RegExp]>([
    [
      'a phone number without country code',
      { userData: { phone: '210 123 4567' } },
      'userData.phone',
      /^hashed: .*, sent as ph; but it has no country code and can hardly match; give it .*\+30/,
    ],
    [
      'one of several',
      { userData: { phone: ['+30 2101234567', '(650) 555-1212'] } },
      'userData.phone[1]',
      /^hashed: .*, sent as ph; but it has no country code/,
    ],
    [
      'a misspelt name',
      { eventName: 'Purchse' },
      'eventName',
      /^kept: sent as event_name; but it is not the standard event Purchase/,
    ],
  ])('what to fix although it is sent: %s', (_, given, path, expected) => {
    expect(explained(given)[path]).toMatch(expected);
  });

  test('that it is sent, without an issue', () => {
    const event = { eventName: 'Lead', eventId: 'lead-1', eventTime: now, emial: 'x' };
    const userData = { email: 'maria@example.com' };
    const explanation = explain({ ...event, userData }, { whenConsentUnknown: 'send' });
    expect(explanation).toMatchObject({
      leaves: true,
      issues: [],
      warnings: [{ code: 'unknown_field' }],
    });
    expect(explanation).not.toHaveProperty('reason');
  });

  test('nothing about the source of the consent in a separate field', () => {
    const visitor = {
      consent: 'granted',
      consentCarrier: 'consent option',
      consentAt: now,
      clientIpAddress: '8.8.8.8',
    };
    const paths = Object.keys(explained({ visitor }));
    expect(paths.filter((path) => path.startsWith('visitor'))).toEqual([
      'visitor.consent',
      'visitor.clientIpAddress',
    ]);
  });

  test('nothing to fix where there is nothing', () => {
    const userData = { phone: ['+30 2101234567', '(650) 555-1212'] };
    const said = explained({ userData }, { phone: phoneNumbers('US') });
    for (const index of [0, 1]) expect(said[`userData.phone[${index}]`]).toMatch(/, sent as ph$/);
  });

  test('that a key of nobody’s is dropped, by its name only where that is one', () => {
    const userData = { email: 'maria@example.com', 'Maria Silva': 'x', 'e-mail': 'x', mail: 'x' };
    expect(Object.keys(explained({ userData })).filter((path) => path.startsWith('user'))).toEqual([
      'userData.email',
      'userData',
      'userData.e-mail',
      'userData.mail',
    ]);
  });

  test('nothing twice', () => {
    const { fields } = explain(
      {
        eventName: 'Lead',
        eventId: 'lead-1',
        eventTime: now,
        userData: { email: ['maria@example.com', 'jo@example.com', '', 'Maria@example.com'] },
      },
      { whenConsentUnknown: 'send' },
    );
    const paths = fields.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('userData.email[1]');
    expect(paths).not.toContain('userData.email');
    expect(fields.find(({ path }) => path === 'userData.email[3]')).toMatchObject({
      action: 'dropped',
      because: 'the same as a value before it',
    });
  });
});

describe('explain says of an event that does not leave', () => {
  test('what each field is to blame for, and what became of the others', () => {
    const given = {
      eventName: 'Purchase',
      optOut: 'no',
      customData: { value: '-1', currency: 'eur', deep: { er: ['maria@example.com'] } },
    };
    expect(explained(given)).toEqual({
      eventName: 'dropped: the event is skipped (invalid_event); else: sent as event_name',
      eventId: 'dropped: the event is skipped (invalid_event); else: sent as event_id',
      eventTime: 'dropped: the event is skipped (invalid_event); else: sent as event_time',
      userData: expect.stringContaining('dropped: the event is skipped (invalid_event); else'),
      optOut: expect.stringContaining('dropped: optOut must be true or false'),
      'customData.value': expect.stringContaining('dropped: customData.value must be a number'),
      'customData.currency': expect.stringContaining('(invalid_event); else: sent in the form'),
      'customData.deep': expect.stringContaining('holds an e-mail address'),
      'visitor.consent': expect.stringContaining('(invalid_event); else: consent_unknown_allowed'),
    });
  });

  test('why, with the issues apart from the warnings', () => {
    const explanation = explain(
      { eventName: 'Purchase', eventId: 'p-1', eventTime: now, emial: 'x' } as CapiEvent,
      { whenConsentUnknown: 'send' },
    );
    expect(explanation).toMatchObject({
      leaves: false,
      reason: 'invalid_event',
      issues: [{ code: 'missing_value' }, { code: 'missing_currency' }],
      warnings: [{ code: 'unknown_field' }],
    });
    expect(explanation.issues).toHaveLength(2);
  });

  test('what would have been dropped anyway', () => {
    const said = explained({
      eventName: 'Purchase',
      optOut: null,
      originalEventData: { orderId: 'o-1', eventId: null },
    });
    expect(said).toMatchObject({
      optOut: 'dropped: no value is given',
      'originalEventData.orderId':
        'dropped: the event is skipped (invalid_event); else: sent as original_event_data.order_id',
      'originalEventData.eventId': 'dropped: no value is given',
    });
  });

  test('that consent forbids it, and does not look at the person', () => {
    const userData = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('read');
        },
      },
    );
    const said = explained({ userData, visitor: { consent: 'denied', fbp: 'fb.1.1.1' } });
    expect(Object.keys(said)).toEqual([
      'eventName',
      'eventId',
      'eventTime',
      'userData',
      'visitor.consent',
      'visitor',
    ]);
    expect(said['userData']).toBe(
      'dropped: the event is skipped (consent_denied); else: it was not read',
    );
    expect(said['visitor.consent']).toBe(
      'dropped: visitor.consent is "denied", so this event is not sent.',
    );
  });

  test.each([
    [
      'denied',
      'Sec-GPC without a consent',
      'dropped: visitor.consent (Sec-GPC without a consent) is "denied", so this event is not sent.',
    ],
    [
      'limited',
      'consent option',
      'kept: consent_limited_in_us (consent option); decides whether the event is sent, and is never sent itself',
    ],
  ] as const)('which signal decided: %s by %s', (consent, consentCarrier, row) => {
    const person = { email: 'maria@example.com', country: 'us', state: 'CA' };
    const said = explained({ userData: person, visitor: { consent, consentCarrier } });
    expect(said['visitor.consent']).toBe(row);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['text', 'Lead'],
    [
      'a getter that throws',
      {
        get eventName(): string {
          throw new Error('canary');
        },
      },
    ],
  ])('nothing but the issue, where it is no event: %s', (_, event) => {
    const { leaves, issues, fields } = explain(event as CapiEvent, { whenConsentUnknown: 'send' });
    expect(leaves).toBe(false);
    expect(issues.length).toBeGreaterThan(0);
    expect(fields.every(({ path }) => path === 'visitor.consent')).toBe(true);
  });
});
