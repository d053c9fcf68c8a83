import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { expect, test } from 'vitest';
import { subscriptionCreated, subscriptionUpdated } from './fixtures/subscription.ts';

test.each([
  ['created active', subscriptionCreated('active'), 'Subscribe'],
  ['created trialing', subscriptionCreated('trialing'), 'StartTrial'],
  ['created incomplete', subscriptionCreated('incomplete'), undefined],
  ['incomplete, then active', subscriptionUpdated({ status: 'incomplete' }, 'active'), 'Subscribe'],
  [
    'incomplete, then trialing',
    subscriptionUpdated({ status: 'incomplete' }, 'trialing'),
    'StartTrial',
  ],
  ['trialing, then active', subscriptionUpdated({ status: 'trialing' }, 'active'), 'Subscribe'],
  [
    'paused after a trial, then active',
    subscriptionUpdated({ status: 'paused' }, 'active'),
    'Subscribe',
  ],
  ['overdue, then active', subscriptionUpdated({ status: 'past_due' }, 'active'), undefined],
  ['unpaid, then active', subscriptionUpdated({ status: 'unpaid' }, 'active'), undefined],
  ['active, changed otherwise', subscriptionUpdated({ metadata: {} }, 'active'), undefined],
  ['active, then canceled', subscriptionUpdated({ status: 'active' }, 'canceled'), undefined],
])('a subscription %s', (_, event, eventName) => {
  const names = stripeToEvents(event).map((made) => made.eventName);
  expect(names).toEqual(eventName === undefined ? [] : [eventName]);
});

test('it goes by the subscription’s id and has no value: money is the Purchase’s', () => {
  expect(stripeToEvents(subscriptionCreated('active'))).toMatchObject([
    {
      eventId: 'sub_1Plan',
      userData: { externalId: 'cus_1Subscriber', subscriptionId: 'sub_1Plan' },
    },
  ]);
  expect(stripeToEvents(subscriptionCreated('active'))[0]).not.toHaveProperty('customData');
});
