import type { CustomData, EventInput, StandardEventName } from '@meta-capi/core';
import { callFbq } from './fbq.ts';
import { pixelWindow } from './page.ts';
import { isPixelReady } from './ready.ts';
import { rememberTracked, wasTracked } from './tracked.ts';

export interface TrackOptions {
  /** One Pixel alone, where a page has several. @default every Pixel of the page */
  pixelId?: string | undefined;
}

/** The same object as the server event's: `value` and `currency` are a must where they are there. */
export type PixelCustomData<Name extends StandardEventName> = NonNullable<
  EventInput<Name>['customData']
>;

/**
 * Tracks a standard event under the id of its server half, so that Meta counts the two once.
 *
 * `true` if the Pixel took it, or queued it until its library is there. `false` if nothing was
 * tracked: on a server, without consent, where the library is blocked, and for an event that this
 * browser tracked in the last seven days (a double click, a reload, a second tab). Never throws.
 *
 * @example
 * trackPixelEvent('Purchase', { value: 12.5, currency: 'EUR' }, paymentIntentId);
 */
// https://developers.facebook.com/documentation/meta-pixel/reference
export function trackPixelEvent<Name extends StandardEventName>(
  eventName: Name,
  customData: PixelCustomData<Name>,
  eventId: string,
  options?: TrackOptions,
): boolean {
  return track('track', eventName, customData, eventId, options);
}

/** {@link trackPixelEvent} for an event name of your own. */
export function trackCustomPixelEvent(
  eventName: string,
  customData: CustomData,
  eventId: string,
  options?: TrackOptions,
): boolean {
  return track('trackCustom', eventName, customData, eventId, options);
}

function track(
  kind: 'track' | 'trackCustom',
  eventName: string,
  customData: CustomData,
  eventId: string,
  { pixelId }: TrackOptions = {},
): boolean {
  const page = pixelWindow();
  if (page === undefined) return false;
  if (typeof eventId !== 'string' || eventId === '') {
    console.warn(`@meta-capi/pixel: eventId: give ${eventName} the id of its server event.`);
    return false;
  }
  const event = [pixelId, eventName, eventId].join(' ');
  page.metaCapiPixel?.catchUp();
  if (!isPixelReady() || wasTracked(event)) return false;
  // The Pixel's spelling of the server's event_id, in the last argument.
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
  const args = [eventName, customData, { eventID: eventId }];
  const taken =
    pixelId === undefined
      ? callFbq(kind, ...args)
      : callFbq(kind.replace('track', 'trackSingle'), pixelId, ...args);
  if (taken) rememberTracked(event);
  return taken;
}
