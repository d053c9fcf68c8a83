import type { CapiEvent } from './capi-event.ts';

/** Every field an event may have. */
export const eventFields: Readonly<Record<keyof CapiEvent, true>> = {
  eventName: true,
  eventId: true,
  otherEventId: true,
  eventTime: true,
  actionSource: true,
  userData: true,
  visitor: true,
  customData: true,
  testMode: true,
  optOut: true,
  dataProcessingOptions: true,
  dataProcessingOptionsCountry: true,
  dataProcessingOptionsState: true,
  messagingChannel: true,
  originalEventData: true,
};
