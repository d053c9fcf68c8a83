import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type ActiveCampaignSubscription, activeCampaignEventId } from '../src/event-id.ts';

const subscription: ActiveCampaignSubscription = {
  account: 'example',
  contactId: '36',
  listId: '3',
  eventName: 'Contact',
};

describe('activeCampaignEventId', () => {
  test('is the published id, the hash of four lines', () => {
    const sha256 = createHash('sha256').update('Contact\nexample\n36\n3').digest('hex');
    expect(activeCampaignEventId(subscription)).toBe(`ac_${sha256.slice(0, 32)}`);
    expect(activeCampaignEventId(subscription)).toBe('ac_2a24fe17279d0ec770c4e37cfa0c5f8e');
  });

  test.each([
    ['Example'],
    ['example.api-us1.com'],
    ['https://example.api-us1.com'],
    ['https://example.activehosted.com/app/contacts'],
    [' example '],
  ])('is the same for the account %j', (account) => {
    expect(activeCampaignEventId({ ...subscription, account })).toBe(
      activeCampaignEventId(subscription),
    );
  });

  test('is the same for numbers, as in JSON', () => {
    expect(activeCampaignEventId({ ...subscription, contactId: 36, listId: 3 })).toBe(
      activeCampaignEventId(subscription),
    );
  });

  test.each<Partial<ActiveCampaignSubscription>>([
    { account: 'example2' },
    { contactId: 37 },
    { listId: 4 },
    { eventName: 'Lead' },
    { contactId: 3, listId: 63 },
  ])('differs for %j', (change) => {
    expect(activeCampaignEventId({ ...subscription, ...change })).not.toBe(
      activeCampaignEventId(subscription),
    );
  });

  test.each<[string, object]>([
    ['account', { account: undefined }],
    ['account', { account: '' }],
    ['account', { account: 'http://example' }],
    ['contactId', { contactId: undefined }],
    ['contactId', { contactId: '0' }],
    ['contactId', { contactId: 'maria@example.com' }],
    ['listId', { listId: null }],
    ['listId', { listId: '3\n4' }],
    ['eventName', { eventName: '' }],
  ])('throws an error that names %s for %j, and returns no shared id', (name, change) => {
    const given = { ...subscription, ...change };
    expect(() => activeCampaignEventId(given)).toThrow(new RegExp(`^${name}: `));
  });
});
