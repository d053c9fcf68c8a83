import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { vi } from 'vitest';

/** An event for Meta and the time at which a webhook route sends it. */
export interface Delivery {
  eventName: string;
  eventId: string;
  value?: number | undefined;
  currency?: string | undefined;
  /** Unix seconds of the conversion. */
  eventTime: number;
  /** Milliseconds. */
  sentAt: number;
}

/**
 * The recording of a sandbox that received these events from a client, each at its time, as
 * `meta-capi-sandbox --record` writes it.
 */
export async function recordingOf(deliveries: readonly Delivery[]): Promise<string> {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const sandbox = createSandbox();
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });
    const inOrder = deliveries.toSorted((one, other) => one.sentAt - other.sentAt);
    for (const { eventName, eventId, value, currency, eventTime, sentAt } of inOrder) {
      vi.setSystemTime(sentAt);
      const result = await capi.sendCapiEvent(eventName, {
        eventId,
        eventTime,
        userData: { externalId: 'cus_made_up' },
        customData: value === undefined ? {} : { value, currency },
      });
      if (!result.ok) throw new Error(`Not accepted: ${JSON.stringify(result)}`);
    }
    return sandbox.requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  } finally {
    vi.useRealTimers();
  }
}
