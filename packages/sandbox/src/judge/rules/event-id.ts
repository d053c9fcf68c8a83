import { isEmpty } from '../json.ts';
import type { Rule } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const serverEvent = capiPage('parameters/server-event');
const deduplication = capiPage('deduplicate-pixel-and-server-events', 'inferred');

/** What a program, a template or a report prints for a missing id. */
const PLACEHOLDER =
  /^(?:undefined|null|nan|none|nil|true|false|n\/a|\(not set\)|\[object \w+\]|<[a-z][^>]*>|%[a-z_]+%|\$?\{{1,2} ?[a-z][^}]*\}+)$/i;
/** `order-undefined`: all orders have this id, other than `undefined-1001`. */
const PREFIXED_PLACEHOLDER = /[^\p{L}\p{N}](?:undefined|null|nan|\[object \w+\])$/iu;

/** Rules about the text of an id, for browser and server events. */
export const eventIdRules: readonly Rule<EventSubject>[] = [
  {
    id: 'event-id-placeholder',
    sources: [serverEvent, deduplication],
    message:
      'event_id is a placeholder for a missing value, or ends with one. All events with this id are one event for Meta, which counts the first and discards the others for 48 hours.',
    find: ({ event }) => (isPlaceholder(textOf(event['event_id'])) ? ['event_id'] : []),
  },
  {
    id: 'event-id-of-checkout-session',
    sources: [
      { url: 'https://docs.stripe.com/api/checkout/sessions/object', certainty: 'inferred' },
      deduplication,
    ],
    message:
      'event_id is the id of a Stripe Checkout Session. Webhooks of payments and invoices do not contain it, so their events are not recognised as copies. Use the id of the PaymentIntent or invoice on both sides.',
    find: ({ event }) =>
      /^cs_(?!.*_secret_)/s.test(textOf(event['event_id'])) ? ['event_id'] : [],
  },
  {
    id: 'event-id-secret',
    severity: 'leak',
    sources: [
      { url: 'https://docs.stripe.com/api/payment_intents/object', certainty: 'documented' },
    ],
    message:
      'event_id holds a Stripe client secret, which must not be stored, logged or embedded in URLs. Use the id in front of _secret_.',
    find: ({ event }) =>
      /^(?:cs|pi|seti)_.*_secret_/s.test(textOf(event['event_id'])) ? ['event_id'] : [],
  },
];

function isPlaceholder(id: string): boolean {
  return PLACEHOLDER.test(id) || PREFIXED_PLACEHOLDER.test(id);
}

function textOf(id: unknown): string {
  return isEmpty(id) ? '' : String(id).trim();
}
