import type { ActionSource, CapiEvent, UserData } from '../../event/capi-event.ts';
import type { WireEvent } from '../../event/prepared-event.ts';
import type { Issue, Warning } from '../../event/result.ts';
import { hashUserData } from '../user-data/hash-user-data.ts';

/**
 * The channel of an event that happened in a conversation, checked with its name and its ids, which
 * Meta refuses an event for. Any other event has no channel: one that is given is left out.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
export function readMessaging(
  event: CapiEvent,
  actionSource: ActionSource | undefined,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): WireEvent['messaging_channel'] {
  const channel: unknown = event.messagingChannel;
  const code = 'invalid_messaging_event';
  if (actionSource !== 'business_messaging') {
    if (channel === undefined || channel === null) return undefined;
    const path = 'messagingChannel';
    const message = `${path} was left out: it belongs to events with actionSource "business_messaging" only.`;
    warn({ code, path, message });
    return undefined;
  }
  const refuse = (path: string, fix: string): undefined => {
    report({ code, path, message: `${path} ${fix}` });
  };
  if (!eventNames.has(event.eventName)) {
    refuse('eventName', `must be one of ${[...eventNames].join(', ')} (a lead is LeadSubmitted).`);
  }
  const name = typeof channel === 'string' ? channel.trim().toLowerCase() : '';
  if (!isChannel(name)) {
    return refuse('messagingChannel', `must be one of ${Object.keys(identities).join(', ')}.`);
  }
  const notes: Warning[] = [];
  const missing = identities[name]
    .filter((oneOf) => !oneOf.some((key) => isSent(event.userData, key, notes)))
    .map((oneOf) => oneOf.join(' or '));
  if (missing.length > 0) {
    // The id may be given and yet not be sent.
    for (const note of notes) warn(note);
    refuse('userData', `must hold ${missing.join(' and ')}: they name the person on ${name}.`);
  }
  return name;
}

/** Does `hashUserData` let this id through? It drops a SHA-256, for one. */
function isSent(userData: unknown, key: keyof UserData, notes: Warning[]): boolean {
  try {
    const value: unknown = Object(userData)[key];
    const sent = hashUserData({ [key]: value }, {}, { warn: (note) => notes.push(note) });
    return Object.keys(sent).length > 0;
  } catch {
    return false; // A getter or a Proxy.
  }
}

function isChannel(name: string): name is keyof typeof identities {
  return Object.hasOwn(identities, name);
}

// Any other name is refused with 100/2804066, Lead and names of one's own among them.
// https://docs.zernio.com/whatsapp/send-whatsapp-conversion (tried against v25.0)
const eventNames: ReadonlySet<unknown> = new Set([
  'AddToCart',
  'InitiateCheckout',
  'LeadSubmitted',
  'Purchase',
  'ViewContent',
]);

// Of each group one id is enough. For WhatsApp, Meta's sample has the business account beside the
// click; with a page instead, the click must be of that page, else 100/2804072.
// https://github.com/facebook/facebook-nodejs-business-sdk/issues/305
const identities = {
  instagram: [['igAccountId'], ['igSid']],
  messenger: [['pageId'], ['pageScopedUserId']],
  whatsapp: [['pageId', 'whatsappBusinessAccountId'], ['ctwaClid']],
} as const;
