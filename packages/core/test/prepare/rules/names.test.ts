import { describe, expect, test } from 'vitest';
import { type Given, prepared, refusal, taken, warnings } from './judged.ts';

describe('an event’s name and id', () => {
  test.each(['Lead', 'LeadSubmitted', 'My own event', 'Κράτηση', 'lead2'])(
    'are sent as they are: %s',
    async (text) => {
      const wire = await taken({ eventName: text, eventId: text });
      expect(wire).toMatchObject({ event_name: text, event_id: text });
    },
  );

  test.each([undefined, null, '', ' \n', 7, ['Lead'], {}])('are text, not %j', (value) => {
    expect(refusal({ eventName: value })).toEqual([
      'invalid_event',
      'missing_event_name eventName',
    ]);
    expect(refusal({ eventId: value })).toEqual(['missing_event_id', 'missing_event_id eventId']);
  });

  test.each(['undefined', 'null', ' NaN ', '[object Object]', 'Undefined'])(
    'are not what a program prints for a missing value: %s',
    (text) => {
      expect(refusal({ eventId: text })).toEqual(['missing_event_id', 'missing_event_id eventId']);
      expect(refusal({ eventName: text })).toEqual([
        'invalid_event',
        'missing_event_name eventName',
      ]);
    },
  );

  test.each(['undefined-1', 'nullable', 'NaN7', 'null-undefined'])('may contain it: %s', (text) => {
    expect(prepared({ eventId: text })).toMatchObject({ ok: true });
  });

  test.each(['order-undefined', 'order_null ', 'lead:NaN', 'order_[object Object]'])(
    'an id that ends with one is sent with a warning: %s',
    (eventId) => {
      expect(prepared({ eventId })).toMatchObject({ ok: true });
      expect(warnings({ eventId })).toEqual(['placeholder_event_id eventId']);
    },
  );

  test.each(['annull', 'undefined-1', 'order-nan-7'])('but not for the id %s', (eventId) => {
    expect(warnings({ eventId })).toEqual([]);
  });

  test.each([
    'maria@example.com',
    'lead-of-maria%40example.com',
    'μαρία@παράδειγμα.ελ',
    '+49 30 1234567',
  ])('hold no personal data: %s', (text) => {
    expect(refusal({ eventName: text })).toEqual(['invalid_event', 'personal_data eventName']);
    expect(refusal({ eventId: text })).toEqual(['invalid_event', 'personal_data eventId']);
  });

  // https://developers.facebook.com/documentation/meta-pixel/reference
  test.each(['lead', 'PURCHASE', 'addToCart', 'Pageview'])(
    'differ from a standard event in more than case, unlike %s',
    (eventName) => {
      const customData = { value: 1, currency: 'EUR' };
      expect(refusal({ eventName, customData })).toEqual([
        'invalid_event',
        'event_name_case eventName',
      ]);
    },
  );
});

describe('a name that is nearly a standard event’s', () => {
  test.each([
    ['add_to_cart', 'AddToCart'],
    ['Complete Registration', 'CompleteRegistration'],
    ['Purchse', 'Purchase'],
  ])('is sent as one of the caller’s own, with a warning: %s', (eventName, standard) => {
    const preparation = prepared({ eventName });
    expect(warnings({ eventName })).toEqual(['event_name_spelling eventName']);
    expect(preparation.ok && preparation.warnings[0]?.message).toContain(`write ${standard} if`);
  });
});

// A warning comes with each event of that name: where it is wrong it is noise for ever.
test.each([
  ['other words', 'Sale Deal Load Read Led Contract Contrat Research SearchResults Quoted Booking'],
  ['other objects', 'AddToBag AddToBasket ViewItem ViewCart StartTour PageLoad CompleteOrder'],
  ['a plural', 'Leads Purchases Contacts PageViews ViewContents StartTrials'],
  [
    'the past',
    'Subscribed Purchased Donated Scheduled Contacted AddedToCart CompletedRegistration',
  ],
  ['a person', 'Subscriber Purchaser Scheduler Donor'],
  ['a number or a letter', 'Lead2 Search2 Purchase_2 PurchaseB ePurchase'],
  ['a word before or behind', 'QualifiedLead Unsubscribe Repurchase Reschedule ContactUs'],
])('a name of the caller’s own gets no warning: %s', (_, names) => {
  for (const eventName of names.split(' ')) {
    expect([eventName, ...warnings({ eventName })]).toEqual([eventName]);
  }
});

describe('an event that lacks something', () => {
  test('names the field that was probably meant', () => {
    expect(refusal({ eventId: undefined, event_id: 'lead-1' } as Given)).toEqual([
      'missing_event_id',
      'missing_event_id eventId',
      'unknown_field event_id',
    ]);
  });

  test('hears whether its id is absent or no text', () => {
    const said = (eventId: unknown): string | undefined => {
      const preparation = prepared({ eventId });
      return preparation.ok ? undefined : preparation.issues[0]?.message;
    };
    expect(said(undefined)).toMatch(/^eventId is missing: /);
    expect(said(null)).toMatch(/^eventId is missing: /);
    expect(said('')).toMatch(/^eventId is missing: /);
    expect(said('null')).toMatch(/^eventId is blank, or the text that a program prints/);
    expect(said(1001)).toMatch(/^eventId must be text: /);
  });

  test('hears that its time is absent', () => {
    const preparation = prepared({ eventTime: undefined });
    expect(preparation).toMatchObject({
      ok: false,
      issues: [{ message: expect.stringMatching(/^eventTime: is missing; /) }],
    });
  });
});

describe('a field that no event has is named, unless its name may be somebody’s data', () => {
  test.each([
    ['event_id', 'event_id'],
    ['eventTimes', 'eventTimes'],
    ['toString', 'toString'],
    ['maria@example.com', '(odd key)'],
    ['Maria Silva', '(odd key)'],
    ['650-555-1212', '(odd key)'],
    ['a'.repeat(41), '(odd key)'],
  ])('%s: %s', (key, path) => {
    expect(warnings({ [key]: 1 })).toEqual([`unknown_field ${path}`]);
    const { warnings: found } = Object(prepared({ [key]: 1 }));
    expect(found[0].message).toContain('known are eventName, eventId, ');
  });

  test('and refuses the event if it may hold a consent', () => {
    const given = { adConsent: 'denied' } as Given;
    expect(refusal(given)).toEqual(['invalid_event', 'misplaced_consent adConsent']);
    const { issues } = Object(prepared(given));
    expect(issues[0].message).toContain('give visitor.consent');
  });
});
