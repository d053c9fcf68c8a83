import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const messagingPage = capiPage('business-messaging');

const allowedNames = {
  url: 'https://docs.rs/crate/late/0.0.1145/source/docs/SendWhatsAppConversionRequest.md',
  certainty: 'field',
} as const;

/** Recorded as accepted on v25.0, where every other name was rejected. */
const RECORDED_NAMES: ReadonlySet<unknown> = new Set([
  'Purchase',
  'LeadSubmitted',
  'AddToCart',
  'InitiateCheckout',
  'ViewContent',
]);
/** On Meta's page since May 2026; no record shows that Meta accepts them. */
const LISTED_NAMES: ReadonlySet<unknown> = new Set([
  'QualifiedLead',
  'OrderCreated',
  'OrderShipped',
  'OrderDelivered',
  'OrderCanceled',
  'OrderReturned',
  'CartAbandoned',
  'RatingProvided',
  'ReviewProvided',
]);
/** For each channel, the sets of keys of which one must be complete. */
const IDENTITIES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  whatsapp: [
    ['page_id', 'ctwa_clid'],
    ['whatsapp_business_account_id', 'ctwa_clid'],
  ],
  messenger: [['page_id', 'page_scoped_user_id']],
  instagram: [['ig_account_id', 'ig_sid']],
};

export const messagingRules: readonly Rule<EventSubject>[] = [
  {
    id: 'messaging-event-name-invalid',
    refusal: { code: 100, subcode: 2804066, title: 'Messaging Event Invalid Event Type' },
    sources: [messagingPage, allowedNames],
    message: `A business_messaging event is one of ${[...RECORDED_NAMES].join(', ')}; a lead is LeadSubmitted, not Lead.`,
    find: ({ event: { event_name: name, ...event } }) =>
      isMessaging(event) && !RECORDED_NAMES.has(name) && !LISTED_NAMES.has(name)
        ? ['event_name']
        : [],
  },
  {
    id: 'messaging-event-name-unproven',
    sources: [messagingPage, allowedNames],
    message: `Sources disagree on this name: Meta's page lists it, and in the recorded attempts Meta rejected every name but ${[...RECORDED_NAMES].join(', ')}.`,
    find: ({ event }) =>
      isMessaging(event) && LISTED_NAMES.has(event['event_name']) ? ['event_name'] : [],
  },
  {
    id: 'messaging-channel-invalid',
    sources: [messagingPage],
    message:
      'A business_messaging event needs messaging_channel: whatsapp, messenger or instagram.',
    find: ({ event }) => (isMessaging(event) && !identitiesOf(event) ? ['messaging_channel'] : []),
  },
  {
    id: 'messaging-identity-missing',
    refusal: { code: 100 },
    sources: [
      messagingPage,
      {
        url: 'https://github.com/facebook/facebook-nodejs-business-sdk/issues/305',
        certainty: 'field',
      },
    ],
    message:
      'The person of a messaging event is identified by page_id and ctwa_clid (WhatsApp), page_id and page_scoped_user_id (Messenger), or ig_account_id and ig_sid (Instagram).',
    find: ({ event, userData }) => {
      const identities = isMessaging(event) ? identitiesOf(event) : undefined;
      const named = identities?.some((keys) => keys.every((key) => !isEmpty(userData[key])));
      return identities && !named ? ['user_data'] : [];
    },
  },
  {
    id: 'messaging-channel-misplaced',
    sources: [messagingPage],
    message: 'messaging_channel belongs to events whose action_source is business_messaging.',
    find: ({ event }) =>
      event['messaging_channel'] !== undefined && !isMessaging(event) ? ['messaging_channel'] : [],
  },
];

function isMessaging(event: EventSubject['event']): boolean {
  return event['action_source'] === 'business_messaging';
}

function identitiesOf(event: EventSubject['event']): readonly (readonly string[])[] | undefined {
  const channel = event['messaging_channel'];
  return typeof channel === 'string' && Object.hasOwn(IDENTITIES, channel)
    ? IDENTITIES[channel]
    : undefined;
}
