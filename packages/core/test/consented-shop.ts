import { createSandbox } from '@meta-capi/sandbox';
import type { CapiClient } from '../src/client/client.ts';
import { createCapiClient } from '../src/client/client.ts';
import type { CapiEvent } from '../src/event/capi-event.ts';

/** A client of the sandbox that sends only with consent, and the ids of the events that it sent. */
export function shop(): { capi: CapiClient; sent: () => unknown[] } {
  const sandbox = createSandbox();
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const sent = () => sandbox.events.map(({ event }) => event['event_id']);
  return { capi, sent };
}

/** An event of a visitor who consented, unless another answer is given. */
export function renewal(
  eventId: string,
  visitor: CapiEvent['visitor'] = { consent: 'granted' },
): CapiEvent {
  return {
    eventName: 'Lead',
    eventId,
    eventTime: new Date(),
    userData: { email: `${eventId}@example.com` },
    visitor,
  };
}
