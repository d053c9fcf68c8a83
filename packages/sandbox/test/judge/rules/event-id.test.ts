import { eventIdRules } from '../../../src/judge/rules/event-id.ts';
import { purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const withId = (event_id: unknown) => purchase({ event_id });
const ID = 'event_id';

describeEventRules(eventIdRules, {
  'event-id-placeholder': {
    breaks: [
      ...['undefined', 'null', 'NaN', 'None', '[object Object]', '[object Promise]'].map(
        (id) => [id, withId(id), ID] as const,
      ),
      ['a variable of a tag manager', withId('{{Event ID}}'), ID],
      ['an unfilled template', withId('%order_id%'), ID],
      ['a placeholder of Stripe Checkout', withId('{CHECKOUT_SESSION_ID}'), ID],
      ['a placeholder in a document', withId('<event id>'), ID],
      ['with spaces around it', withId(' undefined '), ID],
      ...['order-undefined', 'order_null', 'lead:NaN', 'order_[object Object]'].map(
        (id) => [`a prefix and a missing value: ${id}`, withId(id), ID] as const,
      ),
      ...['(not set)', 'n/a', 'N/A'].map(
        (id) => [`what reports show: ${id}`, withId(id), ID] as const,
      ),
    ],
    keeps: [
      ['an id that begins with such a word', withId('undefined-1001')],
      ['a word with such an ending', withId('annull')],
      ['a slug that ends with true', withId('newsletter-true')],
      ['an id in braces and more', withId('{a}-1')],
      ['a UUID', withId('7b0c0a52-3b9f-4b39-9e0f-1f0e4d7c0a11')],
      ['a number as text', withId('1001')],
      ['none, which has its own rule', withId(undefined)],
    ],
  },
  'event-id-of-checkout-session': {
    breaks: [
      ['a test session', withId('cs_test_a1b2c3'), ID],
      ['a live session', withId('cs_live_a1b2c3'), ID],
    ],
    keeps: [
      ['a PaymentIntent', withId('pi_3MtwBwLkdIwHu7ix28a3tqPa')],
      ['an invoice', withId('in_1MtHbELkdIwHu7ixl4OzzPMv')],
      ['an order number', withId('css_1001')],
    ],
  },
  'event-id-secret': {
    breaks: [
      ['of a PaymentIntent', withId('pi_3MtwBw_secret_YrKJUKribcBjcG8HVhfZluoGH'), ID],
      ['of a Checkout Session', withId('cs_test_a1_secret_fidwbEhqYWApJ'), ID],
    ],
    keeps: [
      ['a PaymentIntent', withId('pi_3MtwBwLkdIwHu7ix28a3tqPa')],
      ['an order id that contains secret', withId('order_secret_7')],
    ],
  },
});
