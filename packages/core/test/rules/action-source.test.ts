import { describe, expect, test } from 'vitest';
import { refusal, taken } from './judged.ts';

const issue = ['invalid_event', 'invalid_action_source actionSource'];
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
  });

  test.each(['', 'Website', 'web', 'toString', 7, true, ['website'], {}])(
    'is not %j',
    (actionSource) => {
      expect(refusal({ actionSource })).toEqual(issue);
    },
  );

  test('is not app, for app data are not sent', () => {
    expect(refusal({ actionSource: 'app' })).toEqual(issue);
  });
});
