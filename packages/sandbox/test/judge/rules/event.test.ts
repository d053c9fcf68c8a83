import { eventRules } from '../../../src/judge/rules/event.ts';
import { purchase, userData } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const named = (event_name: unknown) => purchase({ event_name });
const from = (action_source: unknown) => purchase({ action_source });
const withoutAgent = userData({ client_user_agent: undefined });

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
describeEventRules(eventRules, {
  'event-name-missing': {
    refused: [400, 100],
    breaks: [
      ['none', named(undefined), 'event_name'],
      ['blank', named('  '), 'event_name'],
      ['a number', named(7), 'event_name'],
    ],
    keeps: [
      ['a standard name', named('Lead')],
      ['a custom name', named('QuoteAsked')],
    ],
  },
  'action-source-invalid': {
    refused: [400, 100],
    breaks: [
      ['none', from(undefined), 'action_source'],
      ['unknown', from('web'), 'action_source'],
      ['in upper case', from('WEBSITE'), 'action_source'],
      ['a list', from(['website']), 'action_source'],
      ['a name every object has', from('constructor'), 'action_source'],
    ],
    keeps: [
      'email',
      'website',
      'phone_call',
      'chat',
      'physical_store',
      'system_generated',
      'other',
    ].map((source) => [source, from(source)] as const),
  },
  'custom-data-not-an-object': {
    refused: [400, 100],
    breaks: [
      ['text', purchase({ event_name: 'Lead', custom_data: '{}' }), 'custom_data'],
      ['a list', purchase({ event_name: 'Lead', custom_data: [{ value: 1 }] }), 'custom_data'],
    ],
    keeps: [
      ['none', purchase({ event_name: 'Lead', custom_data: undefined })],
      ['empty', purchase({ event_name: 'Lead', custom_data: {} })],
      ['an empty map, as PHP writes it', purchase({ event_name: 'Lead', custom_data: [] })],
      ['null', purchase({ event_name: 'Lead', custom_data: null })],
    ],
  },
  'event-name-misspelt': {
    breaks: [
      ['in lower case', named('purchase'), 'event_name'],
      ['in upper case', named('LEAD'), 'event_name'],
      ['with underscores', named('add_to_cart'), 'event_name'],
      ['with spaces', named('Complete Registration'), 'event_name'],
      ['of the lifecycle', named('cancel_subscription'), 'event_name'],
    ],
    keeps: [
      ['the standard name', named('CompleteRegistration')],
      ['PageView, which Meta takes from servers too', named('PageView')],
      ['a longer custom name', named('purchase_upsell')],
      ['the lifecycle’s', named('RecurringSubscriptionPayment')],
    ],
  },
  'subscription-id-missing': {
    breaks: [
      ['a renewal', named('RecurringSubscriptionPayment'), 'user_data.subscription_id'],
      ['a cancellation', named('CancelSubscription'), 'user_data.subscription_id'],
    ],
    keeps: [
      [
        'a renewal with it',
        purchase({
          event_name: 'RecurringSubscriptionPayment',
          user_data: userData({ subscription_id: 'sub_1' }),
        }),
      ],
      ['a Subscribe', named('Subscribe')],
    ],
  },
  'event-id-missing': {
    breaks: [
      ['none', purchase({ event_id: undefined }), 'event_id'],
      ['empty', purchase({ event_id: '' }), 'event_id'],
      ['null', purchase({ event_id: null }), 'event_id'],
    ],
    keeps: [['an order id', purchase({ event_id: '1001' })]],
  },
  'event-id-not-text': {
    breaks: [['a number', purchase({ event_id: 1001 }), 'event_id']],
    keeps: [
      ['digits as text', purchase({ event_id: '1001' })],
      ['none, which has its own rule', purchase({ event_id: undefined })],
    ],
  },
  'source-url-missing': {
    breaks: [
      ['none', purchase({ event_source_url: undefined }), 'event_source_url'],
      ['empty', purchase({ event_source_url: '' }), 'event_source_url'],
    ],
    keeps: [
      ['a URL', purchase()],
      [
        'none for an event outside a website',
        purchase({ event_source_url: undefined, action_source: 'system_generated' }),
      ],
    ],
  },
  'url-invalid': {
    breaks: [
      ['a path', purchase({ event_source_url: '/thank-you' }), 'event_source_url'],
      ['no scheme', purchase({ event_source_url: 'shop.example.com' }), 'event_source_url'],
      ['an app’s scheme', purchase({ event_source_url: 'shop://thanks' }), 'event_source_url'],
      ['no host', purchase({ referrer_url: 'https://' }), 'referrer_url'],
      ['not text', purchase({ referrer_url: 1 }), 'referrer_url'],
    ],
    keeps: [
      ['http', purchase({ event_source_url: 'http://shop.example.com' })],
      ['no referrer', purchase({ referrer_url: '' })],
      [
        'the Parameter Builder’s mark',
        purchase({ referrer_url: 'https://a.example/?q=1.AQQAAQMC' }),
      ],
    ],
  },
  'user-agent-missing': {
    breaks: [['none', purchase({ user_data: withoutAgent }), 'user_data.client_user_agent']],
    keeps: [
      ['a browser’s', purchase()],
      [
        'none for an event outside a website',
        purchase({ user_data: withoutAgent, action_source: 'system_generated' }),
      ],
    ],
  },
  'opt-out-not-boolean': {
    breaks: [
      ['text', purchase({ opt_out: 'false' }), 'opt_out'],
      ['a number', purchase({ opt_out: 0 }), 'opt_out'],
    ],
    keeps: [
      ['false', purchase({ opt_out: false })],
      ['true', purchase({ opt_out: true })],
    ],
  },
});
