import type { CustomData, EventInput, StandardEventName } from '@meta-capi/core';
import { isPrintedNothing } from '@meta-capi/core/browser';
import { isPixelAllowed } from '../consent/page-decision.ts';
import { debug } from '../fbq/debug.ts';
import { callFbq, isLibraryReady } from '../fbq/fbq.ts';
import type { PixelOutcome } from '../fbq/options.ts';
import { pagePixel, pixelWindow } from '../fbq/page.ts';
import { keepTracked, memory, repetition } from '../fbq/tracked.ts';
import { warnNotTracked } from '../fbq/warn.ts';
import { withoutPersonalData } from './without-personal-data.ts';

export interface TrackOptions {
  /** One Pixel alone, where a page has several. @default every Pixel of the page */
  pixelId?: string | undefined;
}

/** The same object as the server event's: `value` and `currency` are a must where they are there. */
export type PixelCustomData<Name extends StandardEventName> = NonNullable<
  EventInput<Name>['customData']
> &
  (Name extends 'Purchase' | 'StartTrial' | 'Subscribe'
    ? {
        /** Your id of the subscription; on the server it goes into `userData.subscriptionId`. */
        subscription_id?: string | undefined;
      }
    : unknown);

/**
 * Tracks a standard event under the id of its server half, so that Meta counts the two once.
 *
 * `true` if Meta's library sends it. `false` while the library or the Pixel's configuration is still
 * loading: the event waits, and is sent when they have. `false`, too, if nothing is sent: on a server,
 * without consent, where the library is blocked, and for an event that this browser tracked in the
 * last seven days (a double click, a reload, a second tab). Keys of `customData` that are customer
 * information, or hold an e-mail address or a phone number, are left out, as on the server; so are those
 * that cannot be read. Never throws.
 *
 * @example
 * trackPixelEvent('Purchase', { value: 12.5, currency: 'EUR' }, paymentIntentId);
 */
// https://developers.facebook.com/documentation/meta-pixel/reference
export const trackPixelEvent: <Name extends StandardEventName>(
  eventName: Name,
  customData: PixelCustomData<Name>,
  eventId: string,
  options?: TrackOptions,
) => boolean = track;

/** {@link trackPixelEvent} for an event name of your own. */
export function trackCustomPixelEvent(
  eventName: string,
  customData: CustomData,
  eventId: string,
  options?: TrackOptions,
): boolean {
  return track(eventName, customData, eventId, options, 'Custom');
}

function track(
  eventName: string,
  customData: CustomData,
  eventId: string,
  options?: TrackOptions,
  kind = '',
): boolean {
  if (!pixelWindow()) return false;
  try {
    const outcome = hand(eventName, customData, eventId, options?.pixelId, kind);
    if (outcome.startsWith('invalid')) warnNotTracked(eventName, outcome);
    debug(outcome, eventName, eventId, customData);
    return outcome === 'sent';
  } catch {
    // The name may be what cannot be printed.
    warnNotTracked('Event', 'invalid customData');
    return false;
  }
}

/** Hands the event to the page's `fbq`. */
function hand(
  eventName: string,
  customData: CustomData,
  eventId: string,
  pixelId: string | undefined,
  kind: string,
): PixelOutcome {
  if (isPrintedNothing(eventId)) return 'invalid eventId';
  const event = [pixelId, eventName, eventId].join(' ');
  if (!isPixelAllowed()) return pagePixel()?.isBlocked ? 'blocked' : 'refused';
  const repeated = repetition(event);
  if (repeated) return repeated;
  const pixels = pixelWindow()?.fbq?.getState?.().pixels;
  if (pixelId !== undefined && isLibraryReady() && !pixels?.some(({ id }) => id === pixelId))
    return 'invalid pixelId';
  // The Pixel's spelling of the server's event_id, in the last argument.
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
  const call: unknown[] =
    pixelId === undefined ? [`track${kind}`] : [`trackSingle${kind}`, pixelId];
  call.push(eventName, withoutPersonalData(customData), { eventID: eventId });
  if (!callFbq(call)) return 'blocked';
  // A library that is locked has put the call into its queue.
  if (!isLibraryReady()) {
    memory().waiting.push(event);
    return 'waiting';
  }
  keepTracked([event]);
  return 'sent';
}
