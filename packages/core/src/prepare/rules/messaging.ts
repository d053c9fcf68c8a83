import type { CapiEvent, UserData } from '../../event/capi-event.ts';
import { createDiagnostics, type Diagnostics } from '../../event/issue.ts';
import type { WireEvent } from '../../event/prepared-event.ts';
import { hashUserData } from '../user-data/hash-user-data.ts';
import { toActionSource } from './action-source.ts';

/**
 * The channel of an event that happened in a conversation, checked with its name and its ids, because
 * Meta rejects the event for them. Any other event has no channel: a given one is left out.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
export function readMessaging(
  event: CapiEvent,
  diagnostics: Diagnostics,
): WireEvent['messaging_channel'] {
  const channel: unknown = event.messagingChannel;
  if (toActionSource(event.actionSource) === 'business_messaging') {
    return readChannel(event, channel, diagnostics);
  }
  if (channel === undefined || channel === null) return undefined;
  const path = 'messagingChannel';
  const message = `${path} was left out: it belongs to events with actionSource "business_messaging" only.`;
  diagnostics.warnings.push({ code, path, message });
  return undefined;
}

function readChannel(
  event: CapiEvent,
  channel: unknown,
  { issues, warnings }: Diagnostics,
): WireEvent['messaging_channel'] {
  const refuse = (path: string, fix: string): undefined => {
    issues.push({ code, path, message: `${path} ${fix}` });
  };
  if (!eventNames.has(event.eventName)) {
    refuse('eventName', `must be one of ${[...eventNames].join(', ')} (a lead is LeadSubmitted).`);
  }
  const name = typeof channel === 'string' ? channel.trim().toLowerCase() : '';
  if (!isChannel(name)) {
    return refuse('messagingChannel', `must be one of ${Object.keys(identities).join(', ')}.`);
  }
  const found = createDiagnostics();
  const missing = identities[name]
    .filter((oneOf) => !oneOf.some((key) => isSent(event.userData, key, found)))
    .map((oneOf) => oneOf.join(' or '));
  if (missing.length > 0) {
    // An id may be given and yet not be sent.
    warnings.push(...found.warnings);
    refuse('userData', `must hold ${missing.join(' and ')}: they name the person on ${name}.`);
  }
  return name;
}

const code = 'invalid_messaging_event';

/** Does `hashUserData` accept this id? It drops a SHA-256, for example. */
function isSent(userData: unknown, key: keyof UserData, diagnostics: Diagnostics): boolean {
  try {
    const value: unknown = Object(userData)[key];
    return Object.keys(hashUserData({ [key]: value }, diagnostics, {})).length > 0;
  } catch {
    return false; // A getter or a Proxy.
  }
}

function isChannel(name: string): name is keyof typeof identities {
  return Object.hasOwn(identities, name);
}

// Any other name is rejected with 100/2804066, including Lead and custom names.
// https://docs.zernio.com/whatsapp/send-whatsapp-conversion (tried against v25.0)
const eventNames: ReadonlySet<unknown> = new Set([
  'AddToCart',
  'InitiateCheckout',
  'LeadSubmitted',
  'Purchase',
  'ViewContent',
]);

// One id of each group is enough. For WhatsApp, Meta's sample has the business account beside the
// click; with a page instead, the click must be of that page, else 100/2804072.
// https://github.com/facebook/facebook-nodejs-business-sdk/issues/305
const identities = {
  instagram: [['igAccountId'], ['igSid']],
  messenger: [['pageId'], ['pageScopedUserId']],
  whatsapp: [['pageId', 'whatsappBusinessAccountId'], ['ctwaClid']],
} as const;
