import {
  type CapiClient,
  type CapiEvent,
  prepareEvent,
  readPrepared,
  type SendResult,
} from '@meta-capi/core';

/** At the request: consent, rules and hashing happen now, so no raw personal data rests. */
export function toMessage(event: CapiEvent): string | undefined {
  const preparation = prepareEvent(event, { whenConsentUnknown: 'drop' });
  return preparation.ok ? JSON.stringify(preparation.event) : undefined;
}

/** In the worker: checked once more, then sent. */
export async function deliver(message: string, capi: CapiClient): Promise<SendResult | undefined> {
  const reading = readPrepared(message);
  return reading.ok ? capi.deliver([reading.event], { timeoutMs: 20_000 }) : undefined;
}
