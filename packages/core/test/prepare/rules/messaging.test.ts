import { describe, expect, test } from 'vitest';
import { prepared, refusal, taken, warnings } from './judged.ts';

const identities = {
  instagram: { igAccountId: '17841400000000000', igSid: '9000000000000001' },
  messenger: { pageId: '100000000000001', pageScopedUserId: '9000000000000002' },
  whatsapp: { pageId: '100000000000001', ctwaClid: 'ARAkLkA8rmlFeiCktEJQ' },
};
const channels = Object.entries(identities);
const message = { actionSource: 'business_messaging', eventName: 'LeadSubmitted' };

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
describe('an event of a conversation', () => {
  test.each(channels)('in %s names the channel and the person there', async (channel, userData) => {
    const wire = await taken({ ...message, messagingChannel: channel, userData });
    expect(wire).toMatchObject({
      action_source: 'business_messaging',
      messaging_channel: channel,
      user_data: expect.any(Object),
    });
  });

  test('in WhatsApp may name the business account, as in Meta’s sample', async () => {
    const userData = { whatsappBusinessAccountId: '100000000000009', ctwaClid: 'ARAkLkA8rml' };
    const wire = await taken({ ...message, messagingChannel: 'WhatsApp', userData });
    expect(wire.user_data).toEqual({
      whatsapp_business_account_id: '100000000000009',
      ctwa_clid: 'ARAkLkA8rml',
    });
    expect(wire.messaging_channel).toBe('whatsapp');
  });

  test.each(['', ' ', 'null', [], {}])('is not of %j', (ctwaClid) => {
    const userData = { pageId: '100000000000001', ctwaClid };
    const { reason, issues } = Object(
      prepared({ ...message, messagingChannel: 'whatsapp', userData }),
    );
    expect(reason).toBe('invalid_event');
    expect(issues[0]).toMatchObject({ code: 'invalid_messaging_event', path: 'userData' });
  });

  // What is left out of user_data names nobody.
  test.each<[string, unknown, string]>([
    ['a SHA-256', 'a'.repeat(64), 'hashed_value'],
    ['too long', '1'.repeat(257), 'too_long'],
    ['a number that lost digits', 2 ** 60, 'inexact_number'],
    ['an object', {}, 'not_text'],
  ])('needs ids that can be sent: one that is %s says why', (_, pageId, code) => {
    const userData = { ...identities.messenger, pageId };
    const given = { ...message, messagingChannel: 'messenger', userData };
    expect(prepared(given)).toMatchObject({
      reason: 'invalid_event',
      issues: [
        { code: 'invalid_messaging_event', path: 'userData' },
        { code, path: 'userData.pageId' },
      ],
    });
  });

  test('needs one of two ids: what is wrong with the other costs nothing', async () => {
    const good = { ctwaClid: 'ARAkLkA8rml', whatsappBusinessAccountId: '100000000000009' };
    const throwing = Object.defineProperty({ ...good }, 'pageId', {
      enumerable: true,
      get: () => {
        throw new Error('canary');
      },
    });
    for (const userData of [{ ...good, pageId: 'a'.repeat(64) }, throwing]) {
      const given = { ...message, messagingChannel: 'whatsapp', userData };
      expect((await taken(given)).user_data).not.toHaveProperty('page_id');
      expect(prepared(given)).toMatchObject({ warnings: [{ path: 'userData.pageId' }] });
    }
  });

  test.each(channels)('in %s needs both keys of the person', (channel, userData) => {
    for (const [missing, present] of [Object.keys(userData), Object.keys(userData).toReversed()]) {
      const given = { ...message, messagingChannel: channel };
      const half = { ...userData, [missing ?? '']: undefined };
      expect(refusal({ ...given, userData: half })).toEqual([
        'invalid_event',
        'invalid_messaging_event userData',
      ]);
      const { issues } = Object(prepared({ ...given, userData: half }));
      expect(issues[0].message).toContain(missing);
      expect(issues[0].message).not.toContain(present);
    }
    expect(refusal({ ...message, messagingChannel: channel, userData: undefined })).toEqual([
      'invalid_event',
      'invalid_messaging_event userData',
    ]);
  });

  test('lists every id that is missing, with what may replace it', () => {
    const given = { ...message, messagingChannel: ' WhatsApp ', userData: undefined };
    expect(prepared(given)).toMatchObject({
      issues: [
        {
          message: expect.stringMatching(
            /must hold pageId or whatsappBusinessAccountId and ctwaClid: .* on whatsapp\.$/,
          ),
        },
      ],
    });
  });

  test('needs ids that can be read', () => {
    const userData = Object.defineProperty({ ...identities.messenger }, 'pageId', {
      enumerable: true,
      get: () => {
        throw new Error('canary');
      },
    });
    expect(refusal({ ...message, messagingChannel: 'messenger', userData })).toEqual([
      'invalid_event',
      'invalid_messaging_event userData',
    ]);
  });

  test.each(['AddToCart', 'InitiateCheckout', 'LeadSubmitted', 'Purchase', 'ViewContent'])(
    'may be a %s',
    async (eventName) => {
      const customData = { value: 1, currency: 'EUR' };
      const userData = identities.messenger;
      const given = { ...message, eventName, customData, messagingChannel: 'messenger', userData };
      expect((await taken(given)).event_name).toBe(eventName);
    },
  );

  test.each(['Lead', 'PageView', 'QualifiedLead', 'My own event'])('is no %s', (eventName) => {
    const given = { ...message, messagingChannel: 'whatsapp', userData: identities.whatsapp };
    expect(refusal({ ...given, eventName })).toEqual([
      'invalid_event',
      'invalid_messaging_event eventName',
    ]);
    const { issues } = Object(prepared({ ...given, eventName }));
    expect(issues[0].message).toContain('AddToCart, InitiateCheckout, LeadSubmitted');
  });

  test.each([undefined, null, '', 'sms', 'toString', 7, ['whatsapp']])(
    'does not come over %j',
    (messagingChannel) => {
      const given = { ...message, messagingChannel, userData: identities.whatsapp };
      expect(refusal(given)).toEqual(['invalid_event', 'invalid_messaging_event messagingChannel']);
      const { issues } = Object(prepared(given));
      expect(issues[0].message).toContain('must be one of instagram, messenger, whatsapp.');
    },
  );
});

test('an event that is no conversation is sent without a channel', async () => {
  const given = { messagingChannel: 'whatsapp', userData: identities.whatsapp };
  expect(warnings(given)).toEqual(['invalid_messaging_event messagingChannel']);
  expect(await taken(given)).not.toHaveProperty('messaging_channel');
  for (const messagingChannel of [undefined, null]) {
    expect(warnings({ messagingChannel })).toEqual([]);
  }
});
