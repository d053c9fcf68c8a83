import type { CustomData } from '@meta-capi/core';
import { isPrintedNothing } from '@meta-capi/core/browser';
import { pageConsent } from '../consent/page-decision.ts';
import { pixelWindow } from '../fbq/page.ts';
import { warn } from '../fbq/warn.ts';

/**
 * Posts an event that happens only in the page to your own route, a `createRelayHandler`, which sends it
 * to Meta under the same id. The page's consent is posted too, since the `meta_consent` cookie does not
 * reach a route on another site. Works while the page is closing, for up to 64 KiB in flight.
 *
 * `true` if the browser accepted it for sending; the page does not learn what the route answers.
 * `false` on a server, while the browser is offline, without an event id, and for an event larger than
 * the 16 KiB that the route takes. Never throws.
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
  const { onLine } = navigator as { onLine?: boolean };
  if (onLine === false) return false;
  if (isPrintedNothing(eventId)) {
    warn(`eventId: give ${eventName} the id of its Pixel event.`);
    return false;
  }
  const body = bodyOf({ eventName, eventId, customData, consent: pageConsent() });
  if (body === undefined) {
    warn(`customData of ${eventName} is larger than 16 KiB or not JSON.`);
    return false;
  }
  const ways = isFetchLasting() ? [fetched, beacon] : [beacon, fetched];
  return ways.some((leave) => leave(url, body));
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

// Some blockers stop every beacon, and sendBeacon still returns true; a fetch fails visibly. But before
// Firefox 133 no fetch outlives its page.
// https://developer.mozilla.org/en-US/docs/Web/API/RequestInit#keepalive
function isFetchLasting(): boolean {
  return typeof Request === 'function' && 'keepalive' in Request.prototype;
}

// Text is sent as text/plain, which needs no CORS preflight: a closing page has no time for one.
function beacon(url: string, body: string): boolean {
  try {
    return navigator.sendBeacon(url, body);
  } catch {
    return false;
  }
}

// Beacons and keepalive fetches share 64 KiB in flight. A browser rejects more, so that event is sent by
// an ordinary fetch, which needs the page to stay open.
// https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
function fetched(url: string, body: string): boolean {
  const post = (keepalive: boolean): Promise<unknown> =>
    fetch(url, { method: 'POST', body, keepalive, mode: 'no-cors', credentials: 'include' });
  try {
    post(true)
      .catch(() => beacon(url, body) || post(false))
      .catch(() => undefined);
    return true;
  } catch {
    return false;
  }
}
