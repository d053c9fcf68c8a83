import type { CustomData } from '@meta-capi/core';
import { pixelWindow } from './page.ts';

/**
 * Posts an event that only the page knows to your own route, a `createRelayHandler`, which sends it
 * to Meta under the same id. Leaves even while the page is closing.
 *
 * `true` if the browser took it on; what the route answers nobody hears. `false` on a server and for
 * an event larger than the 16 KiB that the route takes. Never throws.
 *
 * @example
 * const id = generateEventId();
 * trackPixelEvent('Lead', {}, id);
 * relayEvent('/api/meta', 'Lead', {}, id);
 */
export function relayEvent(
  url: string,
  eventName: string,
  customData: CustomData,
  eventId: string,
): boolean {
  if (pixelWindow() === undefined) return false;
  const body = bodyOf({ eventName, eventId, customData });
  if (body === undefined) {
    console.warn(`@meta-capi/pixel: customData of ${eventName} is larger than 16 KiB or no JSON.`);
    return false;
  }
  return beacon(url, body) || keepalive(url, body);
}

const maxBytes = 16_384;

function bodyOf(event: unknown): string | undefined {
  try {
    const body = JSON.stringify(event);
    return new TextEncoder().encode(body).length <= maxBytes ? body : undefined;
  } catch {
    return undefined;
  }
}

// Text goes out as text/plain, which no browser asks leave for first: a closing page has no time.
function beacon(url: string, body: string): boolean {
  try {
    return navigator.sendBeacon(url, body);
  } catch {
    return false;
  }
}

function keepalive(url: string, body: string): boolean {
  try {
    const request = { method: 'POST', body, keepalive: true, mode: 'no-cors' } as const;
    fetch(url, { ...request, credentials: 'include' }).catch(() => undefined);
    return true;
  } catch {
    return false;
  }
}
