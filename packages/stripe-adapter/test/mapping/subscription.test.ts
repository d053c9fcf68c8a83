import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { clickContext } from '../fixtures/index.ts';
import { created, stripeEvent } from '../fixtures/stripe-event.ts';
import { subscriptionCreated, subscriptionUpdated } from '../fixtures/subscription.ts';

const pausedByRequest = {
  status: 'paused',
  status_details: { paused: { subscription: { type: 'pause_requested' }, type: 'subscription' } },
};
const freePlan = { items: { data: [{ price: { unit_amount: 0 } }] } };

describe('a status creates StartTrial at the beginning, and never Subscribe', () => {
  test.each([
    ['created trialing', subscriptionCreated('trialing'), 'StartTrial'],
    [
      'incomplete, then trialing within a minute',
      subscriptionUpdated({ status: 'incomplete' }, 'trialing'),
      'StartTrial',
    ],
    [
      'incomplete, then trialing hours later',
      subscriptionUpdated({ status: 'incomplete' }, 'trialing', { created: created - 7200 }),
      undefined,
    ],
    ['active, then a free month', subscriptionUpdated({ status: 'active' }, 'trialing'), undefined],
    ['trialing, changed otherwise', subscriptionUpdated({ metadata: {} }, 'trialing'), undefined],
    ['created active', subscriptionCreated('active'), undefined],
    ['created active on a free plan', subscriptionCreated('active', freePlan), undefined],
    ['created incomplete', subscriptionCreated('incomplete'), undefined],
    ['incomplete, then active', subscriptionUpdated({ status: 'incomplete' }, 'active'), undefined],
    [
      'trialing, then active without a card',
      subscriptionUpdated({ status: 'trialing' }, 'active'),
      undefined,
    ],
    ['resumed after a pause', subscriptionUpdated(pausedByRequest, 'active'), undefined],
    ['overdue, then active', subscriptionUpdated({ status: 'past_due' }, 'active'), undefined],
    ['active, then canceled', subscriptionUpdated({ status: 'active' }, 'canceled'), undefined],
  ])('%s', (_, event, eventName) => {
    const names = stripeToEvents(event).map((made) => made.eventName);
    expect(names).toEqual(eventName === undefined ? [] : [eventName]);
    expect(stripeToEvents(event, { subscriptionEvents: false })).toEqual([]);
  });
});

test('StartTrial has the subscription’s id, the visitor of the sign-up and no value', () => {
  const [event] = stripeToEvents(subscriptionCreated('trialing', { metadata: clickContext }));
  expect(event).toMatchObject({
    eventId: 'sub_1Plan',
    userData: { externalId: 'cus_1Subscriber', subscriptionId: 'sub_1Plan' },
    visitor: { clientIpAddress: clickContext.meta_ip, eventSourceUrl: clickContext.meta_url },
  });
  expect(event).not.toHaveProperty('customData');
});

test('a status change is system_generated, without the sign-up’s address, browser and page', () => {
  const event = subscriptionUpdated({ status: 'incomplete' }, 'trialing', {
    metadata: clickContext,
  });
  const eventSourceUrl = 'https://shop.example.com/pay';
  expect(stripeToEvents(event, { eventSourceUrl })).toMatchObject([
    {
      actionSource: 'system_generated',
      visitor: { fbp: clickContext.meta_fbp, fbc: clickContext.meta_fbc, consent: 'granted' },
    },
  ]);
  expect(JSON.stringify(stripeToEvents(event, { eventSourceUrl }))).not.toMatch(
    /93\.184|Mozilla|shop\.example/,
  );
});

describe('the end of a subscription', () => {
  const ended = (fields: object) =>
    stripeEvent('customer.subscription.deleted', {
      ...(subscriptionCreated('canceled', { metadata: clickContext }).data.object as object),
      ...fields,
    });

  test('is a CancelSubscription where renewals are recurring, and nothing otherwise', () => {
    expect(stripeToEvents(ended({}))).toEqual([]);
    expect(stripeToEvents(ended({}), { renewals: 'all' })).toEqual([]);
    expect(stripeToEvents(ended({}), { renewals: 'recurring' })).toMatchObject([
      {
        eventName: 'CancelSubscription',
        eventId: 'sub_1Plan',
        actionSource: 'system_generated',
        userData: { subscriptionId: 'sub_1Plan' },
      },
    ]);
  });

  test('that never began creates nothing', () => {
    const event = ended({ status: 'incomplete_expired' });
    expect(stripeToEvents(event, { renewals: 'recurring' })).toEqual([]);
  });
});
