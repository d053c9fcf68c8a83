import { isEmpty, isObject } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage, standardEventReference } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';
import { ACTION_SOURCES, foldName, SPECIAL_EVENTS, STANDARD_EVENTS } from '../vocabulary.ts';

const serverEvent = capiPage('parameters/server-event');
const deduplication = capiPage('deduplicate-pixel-and-server-events');

const KNOWN_NAMES: ReadonlySet<string> = new Set([...STANDARD_EVENTS, ...SPECIAL_EVENTS]);
const FOLDED_NAMES: ReadonlySet<string> = new Set([...KNOWN_NAMES].map(foldName));

export const eventRules: readonly Rule<EventSubject>[] = [
  {
    id: 'event-name-missing',
    refusal: { code: 100 },
    sources: [serverEvent],
    message: 'event_name is required: the name of a standard or custom event, as text.',
    find: ({ event }) =>
      typeof event['event_name'] === 'string' && !isEmpty(event['event_name'])
        ? []
        : ['event_name'],
  },
  {
    id: 'action-source-invalid',
    refusal: { code: 100 },
    sources: [serverEvent],
    message: `action_source is required and one of ${[...ACTION_SOURCES].join(', ')}, in lower case.`,
    find: ({ event }) => {
      const source = event['action_source'];
      return typeof source === 'string' && ACTION_SOURCES.has(source) ? [] : ['action_source'];
    },
  },
  {
    id: 'custom-data-not-an-object',
    refusal: { code: 100 },
    sources: [{ ...serverEvent, certainty: 'inferred' }],
    message: 'custom_data must be a JSON object.',
    find: ({ event: { custom_data: customData } }) =>
      isNothing(customData) || isObject(customData) ? [] : ['custom_data'],
  },
  {
    id: 'event-name-misspelt',
    sources: [standardEventReference],
    message:
      'Names are case-sensitive, so Meta treats this as a custom event; write the standard name as documented, such as AddToCart.',
    find: ({ event: { event_name: name } }) => {
      if (typeof name !== 'string' || KNOWN_NAMES.has(name)) return [];
      return FOLDED_NAMES.has(foldName(name)) ? ['event_name'] : [];
    },
  },
  {
    id: 'subscription-id-missing',
    severity: 'advice',
    sources: [
      {
        url: 'https://developers.facebook.com/docs/marketing-api/conversions-api/subscription-lifecycle-events',
        certainty: 'documented',
      },
    ],
    message:
      'A renewal or cancellation needs user_data.subscription_id: it links the event to the start of the subscription.',
    find: ({ event: { event_name: name }, userData }) =>
      (name === 'RecurringSubscriptionPayment' || name === 'CancelSubscription') &&
      isEmpty(userData['subscription_id'])
        ? ['user_data.subscription_id']
        : [],
  },
  {
    id: 'event-id-missing',
    sources: [deduplication, serverEvent],
    message:
      'Without event_id, Meta cannot recognise copies of this event from the browser or from a retry; send the same id with each copy.',
    find: ({ event }) => (isEmpty(event['event_id']) ? ['event_id'] : []),
  },
  {
    id: 'event-id-not-text',
    sources: [serverEvent],
    message: 'event_id is text; write it as a JSON string, exactly as the browser sends it.',
    find: ({ event: { event_id: id } }) =>
      isEmpty(id) || typeof id === 'string' ? [] : ['event_id'],
  },
  {
    id: 'source-url-missing',
    severity: 'advice',
    sources: [serverEvent],
    message: 'A website event needs event_source_url, the URL of its page.',
    find: ({ event }) =>
      event['action_source'] === 'website' && isEmpty(event['event_source_url'])
        ? ['event_source_url']
        : [],
  },
  {
    id: 'url-invalid',
    sources: [serverEvent],
    message: 'This is not a web address; send the complete address, with http:// or https://.',
    find: ({ event }) =>
      ['event_source_url', 'referrer_url'].filter(
        (key) => !isEmpty(event[key]) && !isWebAddress(event[key]),
      ),
  },
  {
    id: 'user-agent-missing',
    severity: 'advice',
    sources: [serverEvent, capiPage('parameters/customer-information-parameters')],
    message:
      'A website event needs user_data.client_user_agent, the user agent of the visitor’s browser; Meta requires it but does not enforce it.',
    find: ({ event, userData }) =>
      event['action_source'] === 'website' && isEmpty(userData['client_user_agent'])
        ? ['user_data.client_user_agent']
        : [],
  },
  {
    id: 'opt-out-not-boolean',
    sources: [serverEvent],
    message: 'opt_out is true or false, not text or a number.',
    find: ({ event: { opt_out: optOut } }) =>
      optOut === undefined || typeof optOut === 'boolean' ? [] : ['opt_out'],
  },
];

/** PHP writes an empty map as [], other languages as null. No source shows that Meta rejects them. */
function isNothing(customData: unknown): boolean {
  return (
    customData === undefined ||
    customData === null ||
    (Array.isArray(customData) && customData.length === 0)
  );
}

function isWebAddress(value: unknown): boolean {
  if (typeof value !== 'string' || !/^https?:[/][/]/i.test(value)) return false;
  return URL.canParse(value);
}
