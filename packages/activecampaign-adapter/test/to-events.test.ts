import type { CapiEvent } from '@meta-capi/core';
import { describe, expect, test } from 'vitest';
import {
  type ActiveCampaignPayload,
  type ActiveCampaignToEventsOptions,
  activeCampaignEventId,
  activeCampaignToEvents,
} from '../src/index.ts';
import { readSubscription } from '../src/to-events.ts';

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

test('a subscription is one Contact, with what ActiveCampaign knows of the person', () => {
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

test('an automation’s webhook is the same conversion, at the time of its receipt', () => {
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

  test('nor an automation whose URL gives it another type', () => {
    expect(names({ ...automation, type: 'trial_started' }, { listId: 3 })).toEqual([]);
    expect(names({ ...automation, type: 'subscribe' }, { listId: 3 })).toEqual(['Contact']);
  });

  test('those that the options name', () => {
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
    ['its own, whatever is set', '3', '9', '3'],
    ['its own, with a blank before it', ' 3', undefined, '3'],
    ['the one that is set, for list=0', '0', 9, '9'],
    ['the one that is set, for none', undefined, '9', '9'],
    ['none', '0', undefined, undefined],
    ['none, where what is set is no list', '0', 'news', undefined],
  ])('the list is %s', (_, list, listId, expected) => {
    const ids = events({ ...subscribe, list }, { listId }).map(({ eventId }) => eventId);
    const eventName = 'Contact';
    const id = (known: string): string =>
      activeCampaignEventId({ account: 'example', contactId: 36, listId: known, eventName });
    expect(ids).toEqual(expected === undefined ? [] : [id(expected)]);
  });

  test('the event is the one of its list', () => {
    const eventName = { '3': 'Lead', '5': 'CompleteRegistration' };
    expect(names(subscribe, { eventName })).toEqual(['Lead']);
    expect(names({ ...subscribe, list: '5' }, { eventName })).toEqual(['CompleteRegistration']);
    expect(names({ ...subscribe, list: '4' }, { eventName })).toEqual([]);
    expect(names(subscribe, { eventName: 'Lead' })).toEqual(['Lead']);
  });

  test.each([undefined, '', '0', '-1', '36.5', 'x', '__proto__'])('no contact with id %j', (id) => {
    expect(names({ ...subscribe, contact: { ...contact, id } })).toEqual([]);
  });
});

describe('F-56 the time', () => {
  const time = (date_time: string | undefined, timeZone?: string) => {
    const read = readSubscription({ ...subscribe, date_time }, receivedAt, {
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
  ])('%s is the receipt, with the warning %s', (dateTime, code) => {
    expect(time(dateTime)).toEqual(['2026-07-01T12:00:05.000Z', code]);
  });

  test('without an offset is read in the account’s zone', () => {
    expect(time('2026-07-01 07:00:00', 'America/Chicago')).toEqual(['2026-07-01T12:00:00.000Z']);
    expect(time('2026-07-01 07:00:00', 'no/zone')[1]).toBe('unreadable_event_time');
  });
});

test('an automation that no list is known of is a warning, since nothing of it is ever counted', () => {
  const { warnings } = readSubscription(automation, receivedAt, options);
  expect(warnings).toMatchObject([{ code: 'unknown_list', path: 'list' }]);
  expect(readSubscription({ ...subscribe, list: '0' }, receivedAt, options).warnings).toEqual([]);
});

test.each<[string, ActiveCampaignPayload]>([
  ['a form: the contact may be a year old', subscribe],
  ['the API: a server’s', { ...subscribe, initiated_from: 'api' }],
  ['an automation: nobody knows whose', { ...automation, list: '3' }],
])('no IP address is sent, since none is the visitor’s for sure: that of %s', (_, payload) => {
  expect(events(payload)[0]?.visitor).toEqual({ consent: 'unknown' });
});

describe('what the contact carries of its browser', () => {
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
  test('says the computed id too, which every other reading of the subscription knows', () => {
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

  test('for as long as the options say', () => {
    const stamp = `0f5c7d62-3a0e.${clicked - 86_400}`;
    expect(of(carrying(stamp), { carriedForMs: 86_400_000 })).toEqual(believed);
  });

  test.each([
    ['denied', 'denied'],
    ['limited', 'limited'],
    ['no', 'unreadable'],
    ['granted', 'unknown'],
    ['', 'unknown'],
  ])('an old %j is %s: a refusal does not age, a consent does', (meta_consent, expected) => {
    const [event] = events(carrying(undefined, { meta_consent }));
    expect(event?.visitor).toMatchObject({ consent: expected });
  });

  test('of a denial nothing else is read', () => {
    const [event] = events(carrying(`0f5c7d62-3a0e.${clicked}`, { meta_consent: 'denied' }));
    expect(event?.visitor).toEqual({ consent: 'denied' });
  });

  test.each<[string, Record<string, string>, ActiveCampaignToEventsOptions['fields']]>([
    ['numbers', { '27': `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 27 }],
    ['tags', { ref: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 'REF' }],
    ['tags as shown', { ref: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: '%REF%' }],
    ['either', { '27': `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: ['ref', 27] }],
    ['its own', { meta_event_id: `0f5c7d62-3a0e.${clicked}` }, { meta_event_id: 27 }],
    ['one ticked box', { '27': `||0f5c7d62-3a0e.${clicked}||` }, { meta_event_id: 27 }],
  ])('is found by %s', (_, own, fields) => {
    expect(of(carrying(undefined, own), { fields })).toEqual(believed);
  });

  test('two ticked boxes are no consent', () => {
    const two = { meta_consent: '||granted||denied||' };
    const [event] = events(carrying(`0f5c7d62-3a0e.${clicked}`, two));
    expect(event?.visitor).toEqual({
      consent: 'unreadable',
      consentCarrier: 'contact field meta_consent',
    });
  });

  test('an automation’s form of it is judged by the receipt', () => {
    const carried = {
      ...automation,
      list: '3',
      contact: carrying(`0f5c7d62-3a0e.${clicked}`).contact,
    };
    expect(of(carried)).toEqual(believed);
  });
});
