import { type CapiEvent, type PreparedEvent, prepareEvent } from '@meta-capi/core';
import type { QueueRecord } from '../src/sqs/record.ts';

export const pixelId = '1234567890';
export const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
export const deadLetterQueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events-dead';

/** A purchase by a made-up person. */
export function purchase(eventId: string, overrides: Partial<CapiEvent> = {}): CapiEvent {
  return {
    eventName: 'Purchase',
    eventId,
    eventTime: new Date(),
    userData: { email: `kim.${eventId}@example.com`, phone: '+30 691 234 5678' },
    visitor: { consent: 'granted' },
    customData: { value: 12.5, currency: 'EUR' },
    ...overrides,
  };
}

export function prepared(eventId: string, overrides?: Partial<CapiEvent>): PreparedEvent {
  const preparation = prepareEvent(purchase(eventId, overrides), { whenConsentUnknown: 'drop' });
  if (!preparation.ok) throw new Error(preparation.reason);
  return preparation.event;
}

export function record(eventId: string, overrides: Partial<QueueRecord> = {}): QueueRecord {
  return { v: 1, pixelId, event: prepared(eventId), ...overrides };
}
