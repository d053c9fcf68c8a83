import { keyRules } from '../../../src/judge/rules/keys.ts';
import { customData, purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const custom = (changes: Record<string, unknown>) => purchase({ custom_data: customData(changes) });

describeEventRules(keyRules, {
  'custom-data-at-top': {
    breaks: [
      ['value and currency', purchase({ value: 1, currency: 'EUR' }), 'value', 'currency'],
      ['in camel case', purchase({ contentIds: ['a'] }), 'contentIds'],
    ],
    keeps: [
      ['in custom_data', purchase()],
      [
        'customer_segmentation, which Meta documents here',
        purchase({ customer_segmentation: 'new_customer_to_business' }),
      ],
    ],
  },
  'user-data-at-top': {
    breaks: [
      [
        'fbp and user agent',
        purchase({ fbp: 'fb.1.1.1', client_user_agent: 'x' }),
        'fbp',
        'client_user_agent',
      ],
    ],
    keeps: [['in user_data', purchase()]],
  },
  'event-key-misspelt': {
    breaks: [
      ['the Pixel’s eventID', purchase({ eventID: 'order-1001' }), 'eventID'],
      ['camel case', purchase({ eventName: 'Lead', userData: {} }), 'eventName', 'userData'],
    ],
    keeps: [['as documented', purchase({ referrer_url: 'https://www.example.com/' })]],
  },
  'event-key-unknown': {
    breaks: [['a custom key', purchase({ tenant: 7 }), 'tenant']],
    keeps: [
      ['a custom key in custom_data', custom({ tenant: 7 })],
      ['every documented key', purchase({ advanced_measurement_table: 't', opt_out: false })],
    ],
  },
  'user-data-key-unknown': {
    breaks: [
      [
        'long names',
        purchase({ user_data: userData({ email: 'x', firstName: 'y' }) }),
        'user_data.email',
        'user_data.firstName',
      ],
    ],
    keeps: [
      [
        'short names',
        purchase({ user_data: userData({ subscription_id: 'sub_1', anon_id: 'a' }) }),
      ],
    ],
  },
  'custom-data-key-misspelt': {
    breaks: [
      [
        'camel case',
        custom({ contentName: 'x', orderId: 'y' }),
        'custom_data.contentName',
        'custom_data.orderId',
      ],
      ['upper case', custom({ Status: true }), 'custom_data.Status'],
    ],
    keeps: [
      ['as documented', custom({ content_name: 'x' })],
      ['a custom property', custom({ marginClass: 'a' })],
    ],
  },
  'event-key-in-custom-data': {
    breaks: [
      [
        'the id',
        custom({ event_id: '1', eventID: '2' }),
        'custom_data.event_id',
        'custom_data.eventID',
      ],
    ],
    keeps: [
      ['event_source, a CRM’s', custom({ event_source: 'crm' })],
      [
        'customer_segmentation, as in Meta’s sample',
        custom({ customer_segmentation: 'customer_in_loyalty_program' }),
      ],
    ],
  },
  'personal-key-in-custom-data': {
    breaks: [
      [
        'even hashed',
        custom({ em: '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b' }),
        'custom_data.em',
      ],
      [
        'long names',
        custom({ firstName: 'Jane', phone_number: '1' }),
        'custom_data.firstName',
        'custom_data.phone_number',
      ],
    ],
    keeps: [['country, which a journey has', custom({ country: 'FR', city: 'Paris' })]],
  },
});
