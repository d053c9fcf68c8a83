import { describe, expect, test } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { WireEvent } from '../../src/event/prepared-event.ts';
import { type PrepareConfig, prepareEvent } from '../../src/prepare/prepare.ts';
import { packVisitor } from '../../src/visitor/pack.ts';

const now = Math.floor(Date.now() / 1000);
const day = 86_400;

function event(rest: Partial<Record<keyof CapiEvent, unknown>> = {}): CapiEvent {
  return {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: now - 5,
    userData: { email: 'maria@example.com' },
    ...rest,
  } as CapiEvent;
}

function wireOf(given: CapiEvent, config: Partial<PrepareConfig> = {}): WireEvent {
  const preparation = prepareEvent(given, { whenConsentUnknown: 'send', ...config });
  if (!preparation.ok) throw new Error(JSON.stringify(preparation));
  return preparation.event.wire;
}

function refusalOf(given: CapiEvent, config: Partial<PrepareConfig> = {}): string[] {
  const preparation = prepareEvent(given, { whenConsentUnknown: 'send', ...config });
  if (preparation.ok) throw new Error('it was let through');
  return [preparation.reason, ...preparation.issues.map(({ code, path }) => `${code} ${path}`)];
}

function warningsOf(given: CapiEvent): string[] {
  const preparation = prepareEvent(given, { whenConsentUnknown: 'send' });
  if (!preparation.ok) throw new Error(JSON.stringify(preparation));
  return preparation.warnings.map(({ code, path }) => `${code} ${path}`);
}

const browser = {
  fbp: `fb.1.${(now - day) * 1000}.1116446470`,
  fbc: `fb.1.${(now - day) * 1000}.IwAR2F4-dbP0l7Mn1Iaw`,
  clientIpAddress: '8.8.8.8',
  clientUserAgent: 'Mozilla/5.0 (Macintosh)',
  eventSourceUrl: 'https://shop.example.com/checkout',
  referrerUrl: 'https://shop.example.com/cart',
} as const;

describe('what an event becomes', () => {
  test('every field stands in Meta’s place for it', () => {
    const given = event({
      eventName: 'Purchase',
      userData: { email: 'maria@example.com', externalId: 'u-1', leadId: '123456789012345' },
      visitor: { ...browser, consent: 'granted' },
      customData: { value: 0, currency: 'EUR', my_own: { nested: [1, 'two', null, false] } },
      optOut: false,
      dataProcessingOptions: [],
      originalEventData: { eventName: 'Lead', eventTime: now - 9, orderId: 'o', eventId: 'e' },
    });
    expect(wireOf(given)).toEqual({
      event_name: 'Purchase',
      event_id: 'lead-1',
      event_time: now - 5,
      action_source: 'website',
      event_source_url: browser.eventSourceUrl,
      referrer_url: browser.referrerUrl,
      user_data: {
        em: [expect.stringMatching(/^[\da-f]{64}$/)],
        external_id: [expect.stringMatching(/^[\da-f]{64}$/)],
        lead_id: '123456789012345',
        fbp: browser.fbp,
        fbc: browser.fbc,
        client_ip_address: browser.clientIpAddress,
        client_user_agent: browser.clientUserAgent,
      },
      custom_data: { value: 0, currency: 'EUR', my_own: { nested: [1, 'two', null, false] } },
      opt_out: false,
      data_processing_options: [],
      original_event_data: {
        event_name: 'Lead',
        event_time: now - 9,
        order_id: 'o',
        event_id: 'e',
      },
    });
  });

  test('a known page makes it a website event, no page the work of a system, and the caller decides', () => {
    expect(wireOf(event()).action_source).toBe('system_generated');
    expect(wireOf(event({ visitor: browser })).action_source).toBe('website');
    const bad = { ...browser, eventSourceUrl: 'javascript:alert(1)' };
    expect(wireOf(event({ visitor: bad })).action_source).toBe('system_generated');
    expect(wireOf(event({ visitor: browser, actionSource: 'email' })).action_source).toBe('email');
  });

  test('later changes by the caller do not reach it', () => {
    const content = { id: 'a', quantity: 1 };
    const wire = wireOf(event({ customData: { contents: [content] } }));
    content.quantity = 2;
    expect(wire.custom_data).toEqual({ contents: [{ id: 'a', quantity: 1 }] });
  });

  test('keys with no value are left out; a prototype cannot be set', () => {
    const customData: unknown = JSON.parse('{"a":1,"__proto__":{"polluted":true}}');
    const wire = wireOf(event({ customData }));
    expect(wire.custom_data).toEqual({ a: 1 });
    expect(Object.getPrototypeOf(wire.custom_data)).toBe(Object.prototype);
    expect(wireOf(event({ customData: { a: undefined } })).custom_data).toBeUndefined();
    const nulls = { value: null, customer_segmentation: null, my_own: null };
    expect(wireOf(event({ customData: nulls })).custom_data).toEqual({ my_own: null });
  });
});

describe('the time of the event', () => {
  test.each([
    ['a Date, floored', new Date((now - 5) * 1000 + 999), now - 5],
    ['Unix seconds', now - 7, now - 7],
    ['fractions, floored', now - 7.5, now - 8],
    ['not quite 7 days ago', now - 7 * day + 120, now - 7 * day + 120],
  ])('%s', (_, eventTime, expected) => {
    expect(wireOf(event({ eventTime })).event_time).toBe(expected);
  });

  test('a clock a little fast counts as now', () => {
    const { event_time } = wireOf(event({ eventTime: now + 50 }));
    expect(event_time).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
  });

  test.each([
    [
      'older than 7 days',
      { eventTime: now - 7 * day },
      ['event_too_old', 'event_too_old eventTime'],
    ],
    ['in the future', { eventTime: now + 90 }, ['event_in_future', 'event_in_future eventTime']],
    ...[
      Date.now(),
      new Date(Number.NaN),
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '2026-11-24',
      null,
      undefined,
      10n,
    ].map((eventTime): [string, object, string[]] => [
      `${typeof eventTime} ${String(eventTime)}`,
      { eventTime },
      ['invalid_event', 'invalid_event_time eventTime'],
    ]),
  ])('%s is refused', (_, given, expected) => {
    expect(refusalOf(event(given))).toEqual(expected);
  });

  test('a sale in a store may be 62 days old', () => {
    const given = { eventTime: now - 61 * day, actionSource: 'physical_store' };
    expect(wireOf(event(given)).event_time).toBe(now - 61 * day);
    expect(refusalOf(event({ ...given, eventTime: now - 62 * day }))[0]).toBe('event_too_old');
  });
});

describe('what is refused', () => {
  test.each<[string, object, string[]]>([
    ['no id', { eventId: undefined }, ['missing_event_id', 'missing_event_id eventId']],
    ['an id that is no text', { eventId: 7 }, ['missing_event_id', 'missing_event_id eventId']],
    ['a blank name', { eventName: ' ' }, ['invalid_event', 'missing_event_name eventName']],
    [
      'a standard name in lower case',
      { eventName: 'lead' },
      ['invalid_event', 'event_name_case eventName'],
    ],
    [
      'an e-mail address for an id',
      { eventId: 'maria@example.com' },
      ['invalid_event', 'personal_data eventId'],
    ],
    [
      'a phone number for an id',
      { eventId: '+49 30 1234567' },
      ['invalid_event', 'personal_data eventId'],
    ],
    [
      'an app event',
      { actionSource: 'app' },
      ['invalid_event', 'invalid_action_source actionSource'],
    ],
    [
      'a message without a channel',
      { actionSource: 'business_messaging', eventName: 'LeadSubmitted' },
      ['invalid_event', 'invalid_messaging_event messagingChannel'],
    ],
    [
      'a Lead by message, of nobody',
      { actionSource: 'business_messaging', messagingChannel: 'whatsapp' },
      ['invalid_event', 'invalid_messaging_event eventName', 'invalid_messaging_event userData'],
    ],
    [
      'a Purchase without value and currency',
      { eventName: 'Purchase' },
      ['invalid_event', 'missing_value customData.value', 'missing_currency customData.currency'],
    ],
    [
      'nothing about the person',
      { userData: {} },
      ['insufficient_user_data', 'insufficient_user_data userData'],
    ],
    [
      'a city and a gender only',
      { userData: { city: 'Berlin', gender: 'f', country: 'DE' } },
      ['insufficient_user_data', 'insufficient_user_data userData'],
    ],
    [
      'test mode without a code',
      { testMode: true },
      ['test_mode_without_test_event_code', 'test_mode_without_test_event_code testMode'],
    ],
  ])('%s', (_, given, expected) => {
    expect(refusalOf(event(given))).toEqual(expected);
  });

  test.each(['', ' ', 'undefined', 'null', '[object Object]'])(
    'an event in test mode is skipped with the test event code %j, which the client leaves out',
    (testEventCode) => {
      const preparation = prepareEvent(event({ testMode: true }), {
        whenConsentUnknown: 'send',
        testEventCode,
      });
      expect(preparation).toMatchObject({ reason: 'test_mode_without_test_event_code' });
    },
  );

  // https://github.com/RivercodeAB/facebook-conversion-api-nextjs/issues/25
  test.each<[string, object, string[]]>([
    ['a key in Meta’s name', { userData: { em: 'a@b.co' } }, ['unknown_user_data_key userData.em']],
    ['half an address', { userData: { email: 'kim@example' } }, ['invalid_email userData.email']],
    [
      'an MD5',
      { userData: { email: 'd41d8cd98f00b204e9800998ecf8427e' } },
      ['not_sha256 userData.email'],
    ],
    [
      'several mistakes',
      { userData: { em: 'a@b.co', phone: '12' }, customData: { num_items: 1.5 } },
      [
        'invalid_custom_data customData.num_items',
        'unknown_user_data_key userData.em',
        'invalid_phone userData.phone',
      ],
    ],
  ])('nobody is known because of %s: each warning is kept', (_, given, expected) => {
    expect(refusalOf(event(given))).toEqual([
      'insufficient_user_data',
      'insufficient_user_data userData',
      ...expected,
    ]);
  });

  test.each<[string, object, RegExp]>([
    ['a wrong fbp', { fbp: 'fb.1.x' }, /^\w+ visitor\.fbp$/],
    ['a bare fbclid', { fbc: 'IwAR2F4' }, /^\w+ visitor\.fbc$/],
  ])('nobody is known because of %s: its warning is kept', (_, visitor, expected) => {
    const refused = refusalOf(event({ userData: {}, visitor }));
    expect(refused[0]).toBe('insufficient_user_data');
    expect(refused.slice(2)).toContainEqual(expect.stringMatching(expected));
  });

  test.each([undefined, null, 'Lead', 7])('%j, which is not an event', (given) => {
    expect(prepareEvent(given as never, { whenConsentUnknown: 'send' })).toEqual({
      ok: false,
      skipped: true,
      reason: 'invalid_event',
      issues: [{ code: 'not_an_event', path: 'event', message: 'The event must be an object.' }],
    });
  });

  test('a getter that throws outside userData and customData', () => {
    const given = Object.defineProperty(event(), 'eventName', {
      get(): string {
        throw new Error('canary');
      },
    });
    expect(refusalOf(given)).toEqual(['invalid_event', 'unreadable_event event']);
    expect(prepareEvent(given, { whenConsentUnknown: 'send' })).toMatchObject({
      issues: [{ message: 'The event cannot be read: give plain objects.' }],
    });
  });
});

describe('text in custom data that is neither e-mail address nor phone number is let through', () => {
  test.each([
    '@home',
    'a @ b',
    '5@once',
    'me@localhost',
    'mail @example.com',
    '50€@night',
    '+49',
    '2026-11-24',
    '4006381333931',
    'city',
    '1+1',
  ])('%s', (note) => {
    expect(wireOf(event({ customData: { note } })).custom_data).toEqual({ note });
  });
});

describe('what may be better', () => {
  test.each<[string, object, string[]]>([
    ['nothing', { visitor: browser }, []],
    [
      'the user agent of a website event',
      { visitor: { ...browser, clientUserAgent: undefined } },
      ['missing_client_user_agent visitor.clientUserAgent'],
    ],
    [
      'the page of a website event',
      { actionSource: 'website', visitor: { clientUserAgent: 'Mozilla/5.0' } },
      ['missing_event_source_url visitor.eventSourceUrl'],
    ],
    [
      'a key that points to one person',
      { userData: { firstName: 'Maria', lastName: 'Silva' } },
      ['no_strong_match_key userData'],
    ],
    [
      'a value without currency',
      { customData: { value: 1 } },
      ['value_without_currency customData.currency'],
    ],
    [
      'a cart',
      { customData: { contents: [{ id: 'a' }] } },
      ['invalid_custom_data customData.contents[0].quantity'],
    ],
    ['an action source', { actionSource: 'web' }, ['invalid_action_source actionSource']],
    [
      'an original event',
      { originalEventData: 'lead-0' },
      ['invalid_original_event originalEventData'],
    ],
    ['a channel', { messagingChannel: 'whatsapp' }, ['invalid_messaging_event messagingChannel']],
    ['a misspelt field', { event_id: 'x' }, ['unknown_field event_id']],
    [
      'a US state for Limited Data Use',
      { dataProcessingOptions: ['LDU'], dataProcessingOptionsCountry: 1 },
      ['missing_data_processing_state dataProcessingOptionsState'],
    ],
  ])('%s', (_, given, expected) => {
    expect(warningsOf(event(given))).toEqual(expected);
  });
});

describe('consent', () => {
  const usa = { email: 'maria@example.com', country: 'US', state: 'California' };

  test.each<[string, 'drop' | 'send', object, string]>([
    ['denied', 'send', {}, 'consent_denied'],
    ['unknown', 'drop', {}, 'consent_unknown'],
    ['limited', 'send', {}, 'consent_limited_outside_us'],
    [
      'limited',
      'send',
      { userData: { ...usa, country: ['US', 'DE'] } },
      'consent_limited_outside_us',
    ],
    ['Granted', 'send', {}, 'consent_unreadable'],
    ['not a consent', 'send', {}, 'consent_unreadable'],
  ])('%s with unknown = %s is not sent', (consent, whenConsentUnknown, rest, reason) => {
    const given = event({ visitor: { consent }, ...rest });
    expect(refusalOf(given, { whenConsentUnknown })).toEqual([reason, `${reason} visitor.consent`]);
  });

  test('that is unknown is not sent unless the configuration allows it', () => {
    for (const whenConsentUnknown of [undefined, 'drop'] as const) {
      expect(refusalOf(event(), { whenConsentUnknown })[0]).toBe('consent_unknown');
    }
  });

  test.each<[string, boolean]>([
    ['Sec-GPC without a consent', true],
    ['x'.repeat(80), true],
    ['x'.repeat(81), false],
    ['<b>banner</b>', false],
    ['banner<', false],
    ['banner of maria@example.com', false],
    ['+49 30 1234567', false],
    ['', false],
  ])('is refused with the signal that decided, if it can be shown: %j', (consentCarrier, shown) => {
    const given = event({ visitor: { consent: 'denied', consentCarrier } });
    const preparation = prepareEvent(given, { whenConsentUnknown: 'send' });
    const source = shown ? ` (${consentCarrier})` : '';
    expect(preparation).toMatchObject({
      reason: 'consent_denied',
      issues: [{ message: expect.stringContaining(`visitor.consent${source} is "denied"`) }],
    });
  });

  // A refusal that is misspelt, in the wrong place or still packed must not count as silence.
  test.each<[string, object, string]>([
    ['a packed visitor', { visitor: packVisitor({ consent: 'denied' }) }, 'visitor.meta_consent'],
    ['a misspelt key', { visitor: { Consent: 'denied' } }, 'visitor.Consent'],
    [
      '… beside the right one',
      { visitor: { consent: 'granted', ConsentV2: 1 } },
      'visitor.ConsentV2',
    ],
    [
      'a key that may not be shown',
      { visitor: { 'consent of a@b.example': 1 } },
      'visitor.(odd key)',
    ],
    ['text', { visitor: 'denied' }, 'visitor'],
    ['a list', { visitor: [{ consent: 'denied' }] }, 'visitor'],
    ['a word beside the visitor', { consent: 'denied' }, 'consent'],
    ['… in other spelling', { adConsent: false }, 'adConsent'],
  ])('%s is not sent, for it may say no', (_, given, path) => {
    expect(refusalOf(event(given), { whenConsentUnknown: 'send' })).toEqual([
      'invalid_event',
      `misplaced_consent ${path}`,
    ]);
  });

  test('… and the issue says what to give instead', () => {
    const packed = event({ visitor: packVisitor({ consent: 'denied' }) });
    const text = event({ visitor: 'denied' });
    const messages = [packed, text].map((given) => {
      const preparation = prepareEvent(given, { whenConsentUnknown: 'send' });
      return preparation.ok ? undefined : preparation.issues[0]?.message;
    });
    expect(messages).toEqual([
      expect.stringMatching(/^visitor\.meta_consent is not read: .*unpackVisitor/),
      expect.stringMatching(/^visitor is not an object; .*visitorFromRequest/),
    ]);
  });

  test('where limited is sent, its refusal says', () => {
    const preparation = prepareEvent(event({ visitor: { consent: 'limited' } }), {
      whenConsentUnknown: 'send',
    });
    expect(preparation.ok ? '' : preparation.issues[0]?.message).toMatch(
      /only for people in the USA: .*userData\.country "us" or dataProcessingOptionsCountry 1/,
    );
  });

  test('no visitor at all says nothing', () => {
    expect(wireOf(event({ visitor: null }))).toMatchObject({ event_name: 'Lead' });
  });

  test('nothing is read of a denied visitor', () => {
    const userData = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('read');
        },
      },
    );
    expect(refusalOf(event({ userData, visitor: { consent: 'denied' } }))[0]).toBe(
      'consent_denied',
    );
  });

  test('limited in the USA is sent with Limited Data Use and the state’s code', () => {
    const visitor = { consent: 'limited' };
    expect(wireOf(event({ userData: usa, visitor }))).toMatchObject({
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    });
    const elsewhere = event({ userData: { ...usa, state: 'New York' }, visitor });
    expect(refusalOf(elsewhere)[0]).toBe('consent_limited_state_not_covered');
    const asked = { dataProcessingOptions: [] };
    expect(wireOf(event({ userData: usa, visitor, ...asked })).data_processing_options).toEqual([
      'LDU',
    ]);
  });

  test.each<[object, object]>([
    [{ dataProcessingOptions: ['LDU'] }, { country: 0, state: 0 }],
    [
      { dataProcessingOptions: ['LDU'], dataProcessingOptionsState: 1000 },
      { country: 1, state: 1000 },
    ],
    [
      {
        dataProcessingOptions: ['LDU'],
        dataProcessingOptionsCountry: 1,
        dataProcessingOptionsState: 1013,
      },
      { country: 1, state: 1013 },
    ],
  ])('%o is sent with %o', (given, { country, state }: { country?: number; state?: number }) => {
    expect(wireOf(event(given))).toMatchObject({
      data_processing_options: ['LDU'],
      data_processing_options_country: country,
      data_processing_options_state: state,
    });
  });

  test.each([
    { dataProcessingOptions: 'LDU' },
    { dataProcessingOptions: ['ldu'] },
    { dataProcessingOptions: ['LDU'], dataProcessingOptionsCountry: 2 },
    { dataProcessingOptions: ['LDU'], dataProcessingOptionsState: 999 },
    {
      dataProcessingOptions: ['LDU'],
      dataProcessingOptionsCountry: 0,
      dataProcessingOptionsState: 1000,
    },
  ])('%o is refused', (given) => {
    const [reason, ...issues] = refusalOf(event(given));
    expect(reason).toBe('invalid_event');
    expect(issues[0]).toMatch(/^invalid_data_processing_options /);
  });
});
