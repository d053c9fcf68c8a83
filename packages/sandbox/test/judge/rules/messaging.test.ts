import type { JsonObject } from '../../../src/judge/json.ts';
import { messagingRules } from '../../../src/judge/rules/messaging.ts';
import { purchase } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const chat = (changes: JsonObject) =>
  purchase({
    action_source: 'business_messaging',
    messaging_channel: 'whatsapp',
    user_data: { page_id: '123', ctwa_clid: 'ARAkLkA8rmlFeiCktEJQ' },
    ...changes,
  });

const MESSENGER = { page_id: '1', page_scoped_user_id: '2' };
const INSTAGRAM = { ig_account_id: '1', ig_sid: '2' };

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
describeEventRules(messagingRules, {
  'messaging-event-name-invalid': {
    refused: [400, 100, 2804066],
    breaks: [
      ['Lead, which messaging calls LeadSubmitted', chat({ event_name: 'Lead' }), 'event_name'],
      ['another standard event', chat({ event_name: 'Schedule' }), 'event_name'],
      ['a custom name', chat({ event_name: 'ChatStarted' }), 'event_name'],
    ],
    keeps: [
      ...['LeadSubmitted', 'Purchase', 'AddToCart', 'InitiateCheckout', 'ViewContent'].map(
        (event_name) => [event_name, chat({ event_name })] as const,
      ),
      ['Lead elsewhere', purchase({ event_name: 'Lead' })],
    ],
  },
  'messaging-event-name-unproven': {
    breaks: ['QualifiedLead', 'OrderCreated', 'RatingProvided'].map(
      (event_name) => [event_name, chat({ event_name }), 'event_name'] as const,
    ),
    keeps: [
      ['LeadSubmitted', chat({ event_name: 'LeadSubmitted' })],
      ['the same name elsewhere', purchase({ event_name: 'QualifiedLead' })],
    ],
  },
  'messaging-channel-invalid': {
    breaks: [
      ['none', chat({ messaging_channel: undefined }), 'messaging_channel'],
      ['unknown', chat({ messaging_channel: 'sms' }), 'messaging_channel'],
      ['a name every object has', chat({ messaging_channel: 'toString' }), 'messaging_channel'],
    ],
    keeps: [
      ['WhatsApp', chat({})],
      ['Messenger', chat({ messaging_channel: 'messenger', user_data: MESSENGER })],
      ['Instagram', chat({ messaging_channel: 'instagram', user_data: INSTAGRAM })],
    ],
  },
  'messaging-identity-missing': {
    refused: [400, 100],
    breaks: [
      ['WhatsApp without a page', chat({ user_data: { ctwa_clid: 'ARAkLkA8' } }), 'user_data'],
      ['Messenger with the ids of WhatsApp', chat({ messaging_channel: 'messenger' }), 'user_data'],
      [
        'Instagram with half',
        chat({ messaging_channel: 'instagram', user_data: { ig_sid: '9' } }),
        'user_data',
      ],
    ],
    keeps: [
      ['WhatsApp by page', chat({})],
      [
        'WhatsApp by business account',
        chat({ user_data: { whatsapp_business_account_id: '1', ctwa_clid: 'ARAkLkA8' } }),
      ],
      ['Messenger', chat({ messaging_channel: 'messenger', user_data: MESSENGER })],
      ['Instagram', chat({ messaging_channel: 'instagram', user_data: INSTAGRAM })],
      ['none on a website', purchase()],
    ],
  },
  'messaging-channel-misplaced': {
    breaks: [['on a website', purchase({ messaging_channel: 'whatsapp' }), 'messaging_channel']],
    keeps: [['in a chat', chat({})]],
  },
});
