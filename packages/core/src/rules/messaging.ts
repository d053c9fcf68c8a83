import type { CapiEvent } from '../event.ts';
import type { Issue } from '../result.ts';

/** What events of conversations in WhatsApp, Messenger and Instagram must say. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/business-messaging
export function checkMessaging(event: CapiEvent, report: (issue: Issue) => void): void {
  const isMessaging = event.actionSource === 'business_messaging';
  const channel: unknown = event.messagingChannel;
  if (!isMessaging && channel === undefined) return;
  const refuse = (path: string, fix: string): void =>
    report({ code: 'invalid_messaging_event', path, message: `${path} ${fix}` });

  if (!isMessaging) {
    refuse('messagingChannel', 'belongs to events with actionSource "business_messaging" only.');
    return;
  }
  if (!eventNames.has(event.eventName)) {
    refuse('eventName', `must be one of ${[...eventNames].join(', ')} (a lead is LeadSubmitted).`);
  }
  if (typeof channel !== 'string' || !Object.hasOwn(identities, channel)) {
    refuse('messagingChannel', `must be one of ${Object.keys(identities).join(', ')}.`);
    return;
  }
  const missing = identities[channel as keyof typeof identities].filter(
    (key) => !event.userData?.[key],
  );
  if (missing.length > 0) {
    refuse('userData', `must hold ${missing.join(' and ')}: they name the person on ${channel}.`);
  }
}

const eventNames: ReadonlySet<unknown> = new Set([
  'AddToCart',
  'InitiateCheckout',
  'LeadSubmitted',
  'Purchase',
  'ViewContent',
]);

const identities = {
  instagram: ['igAccountId', 'igSid'],
  messenger: ['pageId', 'pageScopedUserId'],
  whatsapp: ['pageId', 'ctwaClid'],
} as const;
