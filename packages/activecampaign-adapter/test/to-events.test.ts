import type { CapiEvent } from '@meta-capi/core';
import { describe, expect, test } from 'vitest';
import {
  type ActiveCampaignPayload,
  type ActiveCampaignToEventsOptions,
  activeCampaignEventId,
  activeCampaignToEvents,
} from '../src/index.ts';
import { readConversion } from '../src/to-events.ts';

const receivedAt = new Date('2026-07-01T12:00:05Z');
const options: ActiveCampaignToEventsOptions = { account: 'example' };

const contact = {
  id: '36',
  email: 'maria@example.com',
  first_name: 'Maria',
  last_name: 'Nikolaidou',
  phone: '+30 210 123 4567',
};
const subscribe: ActiveCampaignPayload = {
  type: 'subscribe',
  date_time: '2026-07-01T07:00:00-05:00',
  initiated_from: 'public',
  list: '3',
  contact: { ...contact, ip: '8.8.8.8' },
};
const automation: ActiveCampaignPayload = {
  seriesid: '929',
  contact: { ...contact, ip4: '8.8.8.8' },
};

const events = (
  payload: ActiveCampaignPayload,
  more: Partial<ActiveCampaignToEventsOptions> = {},
): readonly CapiEvent[] => activeCampaignToEvents(payload, receivedAt, { ...options, ...more });
const names = (...given: Parameters<typeof events>): string[] =>
  events(...given).map(({ eventName }) => eventName);

test('a subscription is one Contact, with the user data of ActiveCampaign', () => {
  expect(events(subscribe)).toEqual([
    {
      eventName: 'Contact',
      eventId: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e',
      eventTime: new Date('2026-07-01T12:00:00Z'),
      userData: {
        email: 'maria@example.com',
        phone: '+30 210 123 4567',
        firstName: 'Maria',
        lastName: 'Nikolaidou',
      },
      visitor: { consent: 'unknown' },
    },
  ]);
});

test('an automation’s webhook is the same conversion, with the time of receipt', () => {
  const [event] = events(automation, { listId: 3 });
  expect(event).toMatchObject({
    eventName: 'Contact',
    eventId: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e',
    eventTime: receivedAt,
  });
});

describe('which subscriptions count', () => {
  test.each<[string, string[]]>([
    ['public', ['Contact']],
    ['api', ['Contact']],
    ['admin', []],
    ['system', []],
    ['somebody', []],
    ['', []],
  ])('initiated_from %j', (initiated_from, expected) => {
    expect(names({ ...subscribe, initiated_from })).toEqual(expected);
  });

  test('not an automation whose URL sets another type', () => {
    expect(names({ ...automation, type: 'trial_started' }, { listId: 3 })).toEqual([]);
    expect(names({ ...automation, type: 'subscribe' }, { listId: 3 })).toEqual(['Contact']);
  });

  test('only those in the options', () => {
    const initiatedFrom = ['admin'] as const;
    expect(names({ ...subscribe, initiated_from: 'admin' }, { initiatedFrom })).toEqual([
      'Contact',
    ]);
    expect(names(subscribe, { initiatedFrom })).toEqual([]);
  });

  test.each([
    'unsubscribe',
    'update',
    'contact_tag_added',
    'contact_tag_removed',
    'subscriber_note',
    'deal_add',
    'deal_update',
    'open',
    'click',
    'list_add',
    'sms_reply',
    'Subscribe',
    'toString',
    '',
  ])('not %j', (type) => {
    expect(names({ ...subscribe, type })).toEqual([]);
  });

  test.each<[string, string | undefined, string | number | undefined, string | undefined]>([
    ['its own', '3', undefined, '3'],
    ['its own, even if listId is set', '3', '9', '3'],
    ['its own, with a blank before it', ' 3', undefined, '3'],
    ['listId, for list=0', '0', 9, '9'],
    ['listId, without a list', undefined, '9', '9'],
    ['none', '0', undefined, undefined],
    ['none, if listId is invalid', '0', 'news', undefined],
  ])('the list is %s', (_, list, listId, expected) => {
    const ids = events({ ...subscribe, list }, { listId }).map(({ eventId }) => eventId);
    const eventName = 'Contact';
    const id = (known: string): string =>
      activeCampaignEventId({ account: 'example', contactId: 36, listId: known, eventName });
    expect(ids).toEqual(expected === undefined ? [] : [id(expected)]);
  });

  test('the event name depends on the list', () => {
    const eventName = { '3': 'Lead', '5': 'CompleteRegistration' };
    expect(names(subscribe, { eventName })).toEqual(['Lead']);
    expect(names({ ...subscribe, list: '5' }, { eventName })).toEqual(['CompleteRegistration']);
    expect(names({ ...subscribe, list: '4' }, { eventName })).toEqual([]);
    expect(names(subscribe, { eventName: 'Lead' })).toEqual(['Lead']);
  });

  test.each([undefined, '', '0', '-1', '36.5', 'x', '__proto__'])(
    'no event for a contact with id %j',
    (id) => {
      expect(names({ ...subscribe, contact: { ...contact, id } })).toEqual([]);
    },
  );
});

describe('F-56 the time', () => {
  const time = (date_time: string | undefined, timeZone?: string) => {
    const read = readConversion({ ...subscribe, date_time }, receivedAt, {
      ...options,
      timeZone,
    });
    const times = read.events.map(({ eventTime }) => new Date(eventTime).toISOString());
    return [...times, ...read.warnings.map(({ code }) => code)];
  };

  test.each([
    ['2026-07-01T07:00:00-05:00', '2026-07-01T12:00:00.000Z'],
    ['2026-06-24T12:00:05Z', '2026-06-24T12:00:05.000Z'],
    ['2026-07-01T12:00:06Z', '2026-07-01T12:00:05.000Z'],
    ['2026-07-01T12:05:05Z', '2026-07-01T12:00:05.000Z'],
  ])('%s is %s', (dateTime, expected) => {
    expect(time(dateTime)).toEqual([expected]);
  });

  test.each([
    ['2026-06-24T12:00:04Z', 'event_time_out_of_range'],
    ['2026-07-01T12:05:06Z', 'event_time_out_of_range'],
    ['2026-07-01 07:00:00', 'unreadable_event_time'],
    ['yesterday', 'unreadable_event_time'],
    [undefined, 'unreadable_event_time'],
  ])('%s gives the time of receipt, with the warning %s', (dateTime, code) => {
    expect(time(dateTime)).toEqual(['2026-07-01T12:00:05.000Z', code]);
  });

  test('without an offset is read in the account’s zone', () => {
    expect(time('2026-07-01 07:00:00', 'America/Chicago')).toEqual(['2026-07-01T12:00:00.000Z']);
  });

  test.each(['no/zone', 'Athens', 'GMT+25', ''])(
    'the time zone %j is reported as invalid, even if it is not needed',
    (timeZone) => {
      expect(time('2026-07-01T07:00:00-05:00', timeZone)).toEqual([
        '2026-07-01T12:00:00.000Z',
        'invalid_time_zone',
      ]);
      const { warnings } = readConversion(
        { ...subscribe, date_time: '2026-07-01 07:00:00' },
        receivedAt,
        { ...options, timeZone },
      );
      expect(warnings.map(({ code }) => code)).toEqual([
        'invalid_time_zone',
        'unreadable_event_time',
      ]);
      expect(JSON.stringify(warnings)).not.toContain('set timeZone to the time zone');
    },
  );

  test('a valid time zone is not reported', () => {
    expect(time('2026-07-01T07:00:00-05:00', 'Europe/Athens')).toHaveLength(1);
  });
});

describe('an ignored subscribe has a reason', () => {
  test.each<[string, ActiveCampaignPayload, Partial<ActiveCampaignToEventsOptions>, string]>([
    ['list 0', { ...subscribe, list: '0' }, {}, 'ignored_list_0'],
    ['no list', { ...subscribe, list: undefined }, {}, 'ignored_list_0'],
    ['a colleague', { ...subscribe, initiated_from: 'admin' }, {}, 'ignored_origin'],
    ['no origin', { ...subscribe, initiated_from: undefined }, {}, 'ignored_origin'],
    ['a list without an event', subscribe, { eventName: { 4: 'Lead' } }, 'ignored_list'],
  ])('%s', (_, payload, more, code) => {
    const read = readConversion(payload, receivedAt, { ...options, ...more });
    expect(read).toMatchObject({ events: [], warnings: [], ignored: [{ code }] });
  });

  test('a contact without an id is a warning, not a reason to ignore', () => {
    const read = readConversion({ ...subscribe, contact: {} }, receivedAt, options);
    expect(read).toMatchObject({
      events: [],
      ignored: [],
      warnings: [{ code: 'missing_contact_id' }],
    });
  });

  test.each(['unsubscribe', 'update', 'contact_tag_added', 'deal_update', 'open'])(
    '%s is nothing to report',
    (type) => {
      const read = readConversion({ ...subscribe, type, list: '0' }, receivedAt, options);
      expect(read).toEqual({ events: [], warnings: [], ignored: [] });
    },
  );
});

describe('forms', () => {
  const forms = { 5: 'Lead', 6: 'Subscribe' };
  const idOfForm = (formId: number, eventName: string): string =>
    activeCampaignEventId({ account: 'example', contactId: 36, formId, eventName });
  const made = (form: string, list: string | undefined): unknown[] =>
    events({ ...subscribe, list, form: { id: form } }, { forms, eventName: { 3: 'Contact' } }).map(
      ({ eventName, eventId }) => [eventName, eventId],
    );

  test('have their own event name, and all lists of one form are one conversion', () => {
    const lead = [['Lead', idOfForm(5, 'Lead')]];
    expect([made('5', '3'), made('5', '4'), made('5', '0'), made('5', undefined)]).toEqual([
      lead,
      lead,
      lead,
      lead,
    ]);
    expect(made('6', '3')).toEqual([['Subscribe', idOfForm(6, 'Subscribe')]]);
  });

  test('that the option does not name use the event of the list', () => {
    expect(made('7', '3')).toEqual([['Contact', 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e']]);
    expect(made('7', '4')).toEqual([]);
    expect(made('toString', '3')).toHaveLength(1);
  });

  test('a form and a list with the same number have different event ids', () => {
    const list = activeCampaignEventId({
      account: 'example',
      contactId: 36,
      listId: 5,
      eventName: 'Lead',
    });
    expect(idOfForm(5, 'Lead')).not.toBe(list);
  });
});

describe('tags', () => {
  const tags = { trial: 'StartTrial', 'Demo booked': 'Schedule' };
  const added = (tag: string | undefined): ActiveCampaignPayload => ({
    type: 'contact_tag_added',
    date_time: '2026-07-01T07:00:00-05:00',
    initiated_from: 'system',
    list: '0',
    tag,
    contact: { ...contact, fields: { meta_consent: 'denied' } },
  });

  test.each([
    ['trial', ['StartTrial']],
    [' Trial ', ['StartTrial']],
    ['demo booked', ['Schedule']],
    ['customer', []],
    ['', []],
    ['toString', []],
  ])('%j creates %j', (tag, expected) => {
    expect(names(added(tag), { tags })).toEqual(expected);
  });

  test('count once for each contact, and a refusal on the contact counts', () => {
    const [event] = events(added('trial'), { tags });
    expect(event).toMatchObject({
      eventId: activeCampaignEventId({
        account: 'example',
        contactId: 36,
        tag: 'Trial',
        eventName: 'StartTrial',
      }),
      eventTime: new Date('2026-07-01T12:00:00Z'),
      userData: { email: 'maria@example.com' },
      visitor: { consent: 'denied' },
    });
  });

  test('create no event without the option, and a warning without a contact', () => {
    expect(names(added('trial'))).toEqual([]);
    const read = readConversion({ ...added('trial'), contact: undefined }, receivedAt, {
      ...options,
      tags,
    });
    expect(read).toMatchObject({ events: [], warnings: [{ code: 'missing_contact_id' }] });
  });
});

test.each<[RegExp, object]>([
  [/^TypeError: forms: /, { forms: { 5: '' } }],
  [/^TypeError: tags: /, { tags: { trial: ' ' } }],
  [/^TypeError: wonDeals: .*valueIn/, { wonDeals: { valueIn: 'cents' } }],
])('an invalid option is a TypeError that names it: %s', (message, option) => {
  let thrown = '';
  try {
    events(subscribe, option);
  } catch (error) {
    thrown = String(error);
  }
  expect(thrown).toMatch(message);
});

describe('won deals', () => {
  const deal = { id: '7', status: '1', value_raw: '1250.5', currency: 'eur' };
  const updated = (change: object = {}, type = 'deal_update'): ActiveCampaignPayload => ({
    type,
    date_time: '2026-07-01T07:00:00-05:00',
    list: '0',
    deal: { ...deal, ...change },
    contact,
  });
  const wonDeals = { valueIn: 'units' } as const;

  test.each([
    ['units', '1250.5', 1250.5],
    ['units', '100', 100],
    ['hundredths', '125050', 1250.5],
    ['hundredths', '1999', 19.99],
  ] as const)('in %s %s is %f', (valueIn, value_raw, value) => {
    const [event] = events(updated({ value_raw }), { wonDeals: { valueIn } });
    expect(event).toMatchObject({
      eventName: 'Purchase',
      eventId: activeCampaignEventId({ account: 'example', dealId: 7, eventName: 'Purchase' }),
      customData: { value, currency: 'EUR', order_id: '7' },
      userData: { email: 'maria@example.com' },
    });
  });

  test('also count when added, with the event name of the option', () => {
    const named = { wonDeals: { ...wonDeals, eventName: 'Subscribe' } };
    expect(names(updated({}, 'deal_add'), named)).toEqual(['Subscribe']);
  });

  test('use the deal’s e-mail address if there is no contact', () => {
    const payload = { ...updated({ contact_email: 'noor@example.com' }), contact: undefined };
    expect(events(payload, { wonDeals })[0]?.userData?.email).toBe('noor@example.com');
  });

  test.each(['0', '2', undefined])('a deal of status %j is not reported', (status) => {
    const read = readConversion(updated({ status }), receivedAt, { ...options, wonDeals });
    expect(read).toEqual({ events: [], warnings: [], ignored: [] });
  });

  test('create no event without the option', () => {
    expect(names(updated())).toEqual([]);
  });

  test.each([
    ['deal[id]', { id: undefined }],
    ['deal[currency]', { currency: '' }],
    ['deal[currency]', { currency: '€' }],
    ['deal[value_raw]', { value_raw: '' }],
    ['deal[value_raw]', { value_raw: '1,250.50' }],
    ['deal[value_raw]', { value_raw: '-5' }],
  ])('without a valid %s a deal is reported', (path, change) => {
    const read = readConversion(updated(change), receivedAt, { ...options, wonDeals });
    expect(read).toMatchObject({ events: [], warnings: [{ code: 'unreadable_deal', path }] });
  });

  test('of value 0 are ignored, with the reason', () => {
    const read = readConversion(updated({ value_raw: '0.0' }), receivedAt, {
      ...options,
      wonDeals,
    });
    expect(read).toMatchObject({
      events: [],
      warnings: [],
      ignored: [{ code: 'ignored_deal_without_value' }],
    });
  });
});

test('an automation without a known list is a warning, because nothing is counted', () => {
  const { warnings } = readConversion(automation, receivedAt, options);
  expect(warnings).toMatchObject([{ code: 'unknown_list', path: 'list' }]);
  expect(readConversion({ ...subscribe, list: '0' }, receivedAt, options).warnings).toEqual([]);
});

test.each<[string, ActiveCampaignPayload]>([
  ['a form: the contact may be a year old', subscribe],
  ['the API: it may be a server’s', { ...subscribe, initiated_from: 'api' }],
  ['an automation: the origin is unknown', { ...automation, list: '3' }],
])('no IP address is sent, because it may not be the visitor’s: from %s', (_, payload) => {
  expect(events(payload)[0]?.visitor).toEqual({ consent: 'unknown' });
});

describe('the browser’s values in the contact', () => {
  const clicked = Math.floor(Date.parse('2026-07-01T12:00:00Z') / 1000);
  const browser = {
    meta_fbp: 'fb.1.1596403881668.1116446470',
    meta_fbc: 'fb.1.1782900000000.IwAR2F4-dbP0l7Mn1Iaw',
    meta_url: 'https://www.example.com/newsletter?utm_source=x',
    meta_consent: 'granted',
  };
  const carrying = (
    stamp: string | undefined,
    change: Record<string, string> = {},
  ): ActiveCampaignPayload => {
    const own: Record<string, string> = stamp === undefined ? {} : { meta_event_id: stamp };
    return { ...subscribe, contact: { ...contact, fields: { ...browser, ...own, ...change } } };
  };
  const believed = {
    eventId: '0f5c7d62-3a0e',
    visitor: {
      fbp: browser.meta_fbp,
      fbc: browser.meta_fbc,
      eventSourceUrl: 'https://www.example.com/newsletter',
      consent: 'granted',
    },
  };
  const notBelieved = {
    eventId: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e',
    visitor: { consent: 'unknown' },
  };
  test('also have the computed id, which other webhooks and a reconciliation use', () => {
    const otherIds = [carrying(`0f5c7d62-3a0e.${clicked}`), carrying(undefined)].map(
      (payload) => events(payload)[0]?.otherEventId,
    );
    expect(otherIds).toEqual(['ac_2a24fe17279d0ec770c4e37cfa0c5f8e', undefined]);
  });

  const of = (...given: Parameters<typeof events>): unknown => {
    const [event] = events(...given);
    return { eventId: event?.eventId, visitor: event?.visitor };
  };

  test.each<[string, string | undefined, object]>([
    ['now', `0f5c7d62-3a0e.${clicked}`, believed],
    ['an hour ago', `0f5c7d62-3a0e.${clicked - 3600}`, believed],
    ['more than an hour ago', `0f5c7d62-3a0e.${clicked - 3601}`, notBelieved],
    ['months ago', `0f5c7d62-3a0e.${clicked - 9_000_000}`, notBelieved],
    ['by a clock five minutes ahead', `0f5c7d62-3a0e.${clicked + 300}`, believed],
    ['by a clock further ahead', `0f5c7d62-3a0e.${clicked + 301}`, notBelieved],
    ['at no time', '0f5c7d62-3a0e', notBelieved],
    ['in milliseconds', `0f5c7d62-3a0e.${clicked}000`, notBelieved],
    ['never', undefined, notBelieved],
    ['with too short an id', `0f5c.${clicked}`, notBelieved],
    ['with an e-mail address for an id', `maria@example.com.${clicked}`, notBelieved],
  ])('written %s', (_, stamp, expected) => {
    expect(of(carrying(stamp))).toEqual(expected);
  });

  test('are used for as long as the options set', () => {
    const stamp = `0f5c7d62-3a0e.${clicked - 86_400}`;
    expect(of(carrying(stamp), { carriedForMs: 86_400_000 })).toEqual(believed);
  });

  test.each([
    ['denied', 'denied'],
    ['limited', 'limited'],
    ['no', 'unreadable'],
    ['granted', 'unknown'],
    ['', 'unknown'],
  ])('an old %j is %s: a refusal does not expire, a consent does', (meta_consent, expected) => {
    const [event] = events(carrying(undefined, { meta_consent }));
    expect(event?.visitor).toMatchObject({ consent: expected });
  });

  test('the time of a consent is read if only one field has an answer', () => {
    const stamp = `0f5c7d62-3a0e.${clicked}`;
    const timed = { meta_consent_at: String(clicked) };
    expect(events(carrying(stamp, timed))[0]?.visitor).toMatchObject({ consentAt: clicked });
    const two = carrying(stamp, { ...timed, ad_consent: 'granted' });
    const fields = { meta_consent: 'AD_CONSENT' };
    expect(events(two, { fields })[0]?.visitor).toEqual(believed.visitor);
  });

  test('with a refusal no other value is read', () => {
    const [event] = events(carrying(`0f5c7d62-3a0e.${clicked}`, { meta_consent: 'denied' }));
    expect(event?.visitor).toEqual({
      consent: 'denied',
      consentCarrier: 'contact field meta_consent',
    });
  });

  describe('for a tag or a won deal, long after the form', () => {
    const tags = { trial: 'StartTrial' };
    const wonDeals = { valueIn: 'units' } as const;
    const later = (fields: Record<string, string>) => {
      const payload = { ...subscribe, list: '0', contact: { ...contact, fields } };
      const deal = { id: '7', status: '1', value_raw: '100', currency: 'EUR' };
      return [
        ...events({ ...payload, type: 'contact_tag_added', tag: 'trial' }, { tags }),
        ...events({ ...payload, type: 'deal_update', deal }, { wonDeals }),
      ];
    };

    test.each<[string, string | undefined, string]>([
      ['granted', undefined, 'granted'],
      ['granted', `0f5c7d62-3a0e.${clicked - 9_000_000}`, 'granted'],
      ['denied', undefined, 'denied'],
      ['denied', `0f5c7d62-3a0e.${clicked}`, 'denied'],
      ['limited', undefined, 'limited'],
      ['yes', undefined, 'unreadable'],
      ['', undefined, 'unknown'],
    ])('the answer %j counts, with the id %s: %s', (meta_consent, stamp, expected) => {
      const made = later({ ...browser, meta_event_id: stamp ?? '', meta_consent });
      expect(made.map(({ visitor }) => visitor?.consent)).toEqual([expected, expected]);
    });

    test('but old cookies and pages are not sent, and the carried id is not used', () => {
      const old = later({ ...browser, meta_event_id: `0f5c7d62-3a0e.${clicked - 9_000_000}` });
      expect(old.map(({ visitor }) => visitor)).toEqual([
        { consent: 'granted' },
        { consent: 'granted' },
      ]);
      const fresh = later({ ...browser, meta_event_id: `0f5c7d62-3a0e.${clicked}` });
      expect(fresh.map(({ visitor }) => visitor)).toEqual([believed.visitor, believed.visitor]);
      for (const { eventId } of fresh) expect(eventId).toMatch(/^ac_/);
    });
  });

  test.each([
    ['granted', 'denied', 'denied'],
    ['denied', 'granted', 'denied'],
    ['granted', 'limited', 'limited'],
    ['granted', 'yes', 'unreadable'],
    ['granted', '', 'granted'],
  ])('of two fields for consent, %j and %j, the stricter counts', (one, other, expected) => {
    const own = { '29': one, meta_consent: other };
    const payload = carrying(`0f5c7d62-3a0e.${clicked}`, own);
    const [event] = events(payload, { fields: { meta_consent: 29 } });
    expect(event?.visitor?.consent).toBe(expected);
  });

  test.each<[string, Record<string, string>, ActiveCampaignToEventsOptions['fields']]>([
    ['numbers', { '27': `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 27 }],
    ['tags', { ref: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 'REF' }],
    ['tags as shown', { ref: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: '%REF%' }],
    ['either', { '27': `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: ['ref', 27] }],
    ['their own tags', { meta_event_id: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 27 }],
    ['one ticked box', { '27': `||0f5c7d62-3a0e.${clicked}||` }, { meta_event_id: 27 }],
  ])('are found by %s', (_, own, fields) => {
    expect(of(carrying(undefined, own), { fields })).toEqual(believed);
  });

  test('two ticked boxes are not a consent', () => {
    const two = { meta_consent: '||granted||denied||' };
    const [event] = events(carrying(`0f5c7d62-3a0e.${clicked}`, two));
    expect(event?.visitor).toEqual({
      consent: 'unreadable',
      consentCarrier: 'contact field meta_consent',
    });
  });

  test('in an automation their age is measured at the time of receipt', () => {
    const carried = {
      ...automation,
      list: '3',
      contact: carrying(`0f5c7d62-3a0e.${clicked}`).contact,
    };
    expect(of(carried)).toEqual(believed);
  });
});
