import { describe, expect, test } from 'vitest';
import { prepared, refusal, taken, warnings } from './judged.ts';

const visitor = {
  clientUserAgent: 'Mozilla/5.0',
  eventSourceUrl: 'https://shop.example.com/',
};

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
describe('the action source', () => {
  test.each([
    'chat',
    'email',
    'other',
    'phone_call',
    'physical_store',
    'system_generated',
    'website',
  ])('may be %s', async (actionSource) => {
    expect((await taken({ actionSource, visitor })).action_source).toBe(actionSource);
  });

  test.each([undefined, null])('%s is what the rest says', async (actionSource) => {
    expect((await taken({ actionSource })).action_source).toBe('system_generated');
    expect((await taken({ actionSource, visitor })).action_source).toBe('website');
    expect(warnings({ actionSource })).toEqual([]);
  });

  test.each([
    ['Website', 'website'],
    [' PHONE CALL ', 'phone_call'],
    ['physical-store', 'physical_store'],
  ])('%j is sent as %s', async (actionSource, spelled) => {
    expect((await taken({ actionSource, visitor })).action_source).toBe(spelled);
    expect(warnings({ actionSource, visitor })).toEqual([]);
  });

  test.each(['', 'web', 'toString', 7, true, ['website'], {}])(
    'is what the rest says where it is %j, with a warning',
    async (actionSource) => {
      expect((await taken({ actionSource })).action_source).toBe('system_generated');
      expect((await taken({ actionSource, visitor })).action_source).toBe('website');
      expect(warnings({ actionSource, visitor })).toEqual(['invalid_action_source actionSource']);
    },
  );

  test('lists the sources that can be sent if it is not one of them', () => {
    expect(prepared({ actionSource: 'web' })).toMatchObject({
      warnings: [
        { message: expect.stringMatching(/one of business_messaging, chat, .*, website\.$/) },
      ],
    });
  });

  test.each(['app', 'App'])('is not %s, for app data are not sent', (actionSource) => {
    expect(refusal({ actionSource })).toEqual([
      'invalid_event',
      'invalid_action_source actionSource',
    ]);
  });
});
