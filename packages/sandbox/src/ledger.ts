import type { ReceivedEvent } from './received.ts';

/** What has been counted, by pixel, event name and event id. */
export interface Ledger {
  /** The event counted before in whose place this one comes, if within 48 hours of its receipt. */
  find(key: LedgerKey, receivedAt: number): ReceivedEvent | undefined;
  add(event: ReceivedEvent): void;
  clear(): void;
}

type LedgerKey = Pick<ReceivedEvent, 'pixelId' | 'eventName' | 'eventId'>;

// "Within 48 hours of receiving the first one": a duplicate does not start the time anew.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
const WINDOW_MS = 48 * 60 * 60 * 1000;

export function createLedger(): Ledger {
  const counted = new Map<string, ReceivedEvent>();
  return {
    find(key, receivedAt) {
      const before = key.eventId === undefined ? undefined : counted.get(textOf(key));
      return before && receivedAt - before.receivedAt <= WINDOW_MS ? before : undefined;
    },
    add(event) {
      if (event.eventId !== undefined) counted.set(textOf(event), event);
    },
    clear: () => counted.clear(),
  };
}

function textOf({ pixelId, eventName, eventId }: LedgerKey): string {
  return JSON.stringify([pixelId, eventName, eventId]);
}
