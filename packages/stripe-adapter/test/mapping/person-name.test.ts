import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import { describe, expect, test } from 'vitest';
import { personName } from '../../src/mapping/person-name.ts';
import { sessionCompleted } from '../fixtures/checkout-session.ts';

describe('a name in one piece', () => {
  test.each([
    ['Anna Muster', 'Anna', 'Muster'],
    ['  Anna   Muster ', 'Anna', 'Muster'],
    ['Anna Maria Muster', 'Anna', 'Muster'],
    ['Ludwig van den Beispiel', 'Ludwig', 'Beispiel'],
    ['Ελένη Παπαδοπούλου', 'Ελένη', 'Παπαδοπούλου'],
    ['Jean-Luc O’Example', 'Jean-Luc', 'O’Example'],
  ])('%s is %s and %s', (name, firstName, lastName) => {
    expect(personName(name)).toEqual({ firstName, lastName });
  });

  test.each([
    '',
    '   ',
    'Anna',
    '山田 太郎',
    '홍 길동',
    'やまだ たろう',
    'Muster, Anna',
    'Example, Inc.',
  ])('%j is nobody’s first and last name', (name) => {
    expect(personName(name)).toBeUndefined();
  });
});

describe('a company is not a person', () => {
  const company = 'Beispiel Handels GmbH';

  test.each([
    [
      'the name of its contact is used',
      { name: company, business_name: company, individual_name: 'Kim Example' },
      { firstName: 'Kim', lastName: 'Example' },
    ],
    ['none where only the company is named', { name: company, business_name: company }, {}],
    [
      'a person without a company keeps the name',
      { name: 'Kim Example', business_name: null, individual_name: null },
      { firstName: 'Kim', lastName: 'Example' },
    ],
  ])('%s', (_, details, names) => {
    const customer = { id: 'cus_1', name: details.business_name ?? details.name };
    const customer_details = { email: 'kim@example.com', ...details };
    const [event] = stripeToEvents(sessionCompleted({ customer_details, customer }), {
      purchaseSource: 'checkout',
    });
    const { firstName, lastName } = event?.userData ?? {};
    expect(firstName === undefined ? {} : { firstName, lastName }).toEqual(names);
  });
});
