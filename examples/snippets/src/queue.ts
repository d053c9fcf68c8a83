import {
  type CapiClient,
  type CapiEvent,
  prepareEvent,
  readPrepared,
  type SendResult,
} from '@meta-capi/core';

/** In the request: applies consent, rules and hashing, so that no raw personal data is stored. */
export function toMessage(event: CapiEvent): string | undefined {
  const preparation = prepareEvent(event, { whenConsentUnknown: 'drop' });
  return preparation.ok ? JSON.stringify(preparation.event) : undefined;
}

/** In the worker: checks the event again, then sends it. */
export async function deliver(message: string, capi: CapiClient): Promise<SendResult | undefined> {
  const reading = readPrepared(message);
  return reading.ok ? capi.deliver([reading.event], { timeoutMs: 20_000 }) : undefined;
}
