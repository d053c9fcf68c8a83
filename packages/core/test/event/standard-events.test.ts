import { expect, test } from 'vitest';
import { requiredCustomData, standardEventNames } from '../../src/event/standard-events.ts';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
const withValue = ['Purchase', 'RecurringSubscriptionPayment'];

test.each(standardEventNames)('the customData that %s needs', (name) => {
  const expected = withValue.includes(name) ? ['value', 'currency'] : [];
  expect(requiredCustomData(name)).toEqual(expected);
});

test.each(['Quoted', 'toString', 'purchase', ''])('a custom event "%s" needs none', (name) => {
  expect(requiredCustomData(name)).toEqual([]);
});
