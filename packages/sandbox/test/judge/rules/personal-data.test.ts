import { expect, test } from 'vitest';
import { createSandbox } from '../../../src/index.ts';
import type { JsonObject } from '../../../src/judge/json.ts';
import { personalDataRules } from '../../../src/judge/rules/personal-data.ts';
import { post } from '../../post.ts';
import { customData, NOW, purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const custom = (changes: JsonObject) => purchase({ custom_data: customData(changes) });
const at = (event_source_url: string) => purchase({ event_source_url });

describeEventRules(personalDataRules, {
  'email-in-clear': {
    breaks: [
      ['in custom_data', custom({ note: 'for jane@example.com' }), 'custom_data.note'],
      [
        'deep in custom_data',
        custom({ form: { rows: [{ answer: 'jane@example.com' }] } }),
        'custom_data.form.rows[0].answer',
      ],
      ['in the query', at('https://shop.example.com/?email=jane@example.com'), 'event_source_url'],
      [
        'escaped in the query',
        at('https://shop.example.com/?e=jane%40example.com'),
        'event_source_url',
      ],
      [
        'escaped twice in the query',
        at('https://shop.example.com/?next=%2Fu%3Fe%3Djane%2540example.com'),
        'event_source_url',
      ],
      [
        'as the user of the address',
        at('https://jane%40example.com:made-up@shop.example.com/'),
        'event_source_url',
      ],
      ['with an umlaut in its domain', custom({ note: 'jane@exämple.com' }), 'custom_data.note'],
      ['with a domain in Greek', custom({ note: 'jane@παράδειγμα.ελ' }), 'custom_data.note'],
      ['with a local part in Greek', custom({ note: 'νίκη@example.com' }), 'custom_data.note'],
      ['with a percent sign', custom({ note: 'jane%40example.com' }), 'custom_data.note'],
      ['as an HTML entity', custom({ note: 'jane&#64;example.com' }), 'custom_data.note'],
      ['in the path', at('https://shop.example.com/u/jane%40example.com'), 'event_source_url'],
      ['after the #', at('https://shop.example.com/#jane@example.com'), 'event_source_url'],
      [
        'in the referrer',
        purchase({ referrer_url: 'https://m.example.com/?to=jane@example.com' }),
        'referrer_url',
      ],
      ['as event_id', purchase({ event_id: 'jane@example.com-1' }), 'event_id'],
      [
        'as external_id',
        purchase({ user_data: userData({ external_id: ['jane@example.com'] }) }),
        'user_data.external_id[0]',
      ],
      [
        'under a name that Meta does not define',
        purchase({ user_data: userData({ email: 'jane@example.com' }) }),
        'user_data.email',
      ],
      [
        'as the original id',
        purchase({ original_event_data: { event_id: 'jane@example.com' } }),
        'original_event_data.event_id',
      ],
    ],
    keeps: [
      ['a hash', purchase()],
      ['a user agent', purchase({ user_data: userData({ client_user_agent: 'bot@example.com' }) })],
      ['a high-resolution image', custom({ image: 'https://shop.example/logo@2x.png' })],
      ['an @ without an address', custom({ note: '2 @ 5.00', handle: '@example' })],
      ['a version', custom({ library: 'shop@1.2.3' })],
      ['an ordinary query', at('https://shop.example.com/?utm_source=mail&id=7')],
      ['a percent sign that escapes nothing', custom({ note: '40% off %zz @ home' })],
      ['a user name of another site', custom({ by: '@jane.example' })],
    ],
  },
  'phone-in-clear': {
    breaks: [
      ['with its country code', custom({ note: '+44 20 7946 0958' }), 'custom_data.note'],
      ['without spaces', custom({ note: 'call +442079460958' }), 'custom_data.note'],
      ['in US format', custom({ note: '(650) 555-1212' }), 'custom_data.note'],
      ['by the name of its key', custom({ Phone: '020 7946 0958' }), 'custom_data.Phone'],
      ['7 digits, by the name of its key', custom({ tel: '555-1212' }), 'custom_data.tel'],
      [
        'as a number, by the name of its key',
        custom({ mobile: 442_079_460_958 }),
        'custom_data.mobile',
      ],
      ['in the query', at('https://shop.example.com/?tel=02079460958'), 'event_source_url'],
      [
        'in the query with a plus',
        at('https://shop.example.com/?q=+442079460958'),
        'event_source_url',
      ],
      [
        'escaped in a URL within the query',
        at('https://shop.example.com/?next=%2Fu%3Fp%3D%252B442079460958'),
        'event_source_url',
      ],
      ['as event_id', purchase({ event_id: '+442079460958' }), 'event_id'],
      [
        'under a name that Meta does not define',
        purchase({ user_data: userData({ phone: '02079460958' }) }),
        'user_data.phone',
      ],
    ],
    keeps: [
      ['a hash', purchase()],
      ['a hash with a mark', purchase({ user_data: userData({ ph: `${'1'.repeat(64)}.BA` }) })],
      ['an order number', custom({ order_id: '442079460958' })],
      [
        '… with dashes, where no number of America begins with 1',
        custom({ order_id: '123-456-7890' }),
      ],
      ['… whose second part no number of America has', custom({ order_id: '650-055-1212' })],
      ['an amount with a plus', custom({ note: 'Gold +10000000' })],
      ['a timestamp', custom({ at: 1_795_000_000_000 })],
      ['a date', custom({ day: '2026-11-24' })],
      ['a sum', custom({ note: '1 + 2 = 3' })],
      ['digits in a query', at('https://shop.example.com/?order=442079460958')],
      ['6 digits for a key of that name', custom({ tel: '555-121' })],
      ['a boolean-like value for a key of that name', custom({ phone: 1 })],
    ],
  },
});

test.each([
  ['an address where a hash belongs', { em: 'jane@example.com' }, 'email-in-clear', 'user_data.em'],
  [
    'an escaped address where a hash belongs',
    { em: 'jane%40example.com' },
    'email-in-clear',
    'user_data.em',
  ],
  [
    'an address of an internationalised domain',
    { em: 'jane@exämple.com' },
    'email-in-clear',
    'user_data.em',
  ],
  [
    'the second of two',
    { em: ['a'.repeat(64), 'jane@example.com'] },
    'email-in-clear',
    'user_data.em[1]',
  ],
  ['a number where a hash belongs', { ph: '+44 20 7946 0958' }, 'phone-in-clear', 'user_data.ph'],
  ['digits only', { ph: ['442079460958'] }, 'phone-in-clear', 'user_data.ph[0]'],
  ['a JSON number', { ph: 442_079_460_958 }, 'phone-in-clear', 'user_data.ph'],
])('a leak is a finding although Meta rejects the event: %s', async (_, changes, rule, field) => {
  const sandbox = createSandbox({ now: () => NOW });

  await post(sandbox, [purchase({ user_data: userData(changes) })]);

  const [event] = sandbox.events;
  expect(event).toMatchObject({ verdict: 'refused', error: { error_subcode: 2804016 } });
  const leaks = event?.findings.filter(({ severity }) => severity === 'leak');
  expect(leaks).toMatchObject([{ rule, field }]);
});
