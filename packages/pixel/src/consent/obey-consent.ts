import {
  admitted,
  callFbq,
  isLibraryReady,
  isTracking,
  limitedUse,
  readRestriction,
} from '../fbq/fbq.ts';
import { requestLibrary } from '../fbq/library.ts';
import { type Call, type PageDecision, type PagePixel, pixelWindow } from '../fbq/page.ts';
import { keepClickId } from './click-id-cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { decide, isPixelAllowed } from './page-decision.ts';

/** Applies what the visitor allows now, wherever the answer was given. */
export function obeyConsent(pixel: PagePixel): void {
  const isSent = isLibraryReady();
  pixel.decision = passConsent(pixel);
  if (pixel.decision) {
    keepClickId();
    requestLibrary(pixel);
  } else {
    // Events that waited were dropped and may be tracked again; a page view that was sent may not.
    if (!isSent) pixel.viewed = undefined;
    pixel.waiting = [];
    forgetRefused();
  }
}

// Our calls in the library's queue, which are not the page's own.
let queued: Call[] = [];

/**
 * Passes what the visitor allows to Meta's library, at the head of its queue: the library stops reading
 * at a refusal, also if a grant follows, and sends an event that precedes the Limited Data Use without
 * it. A refusal drops the events that wait; a grant drops those that were called during the refusal.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function passConsent(pixel?: PagePixel): PageDecision {
  const fbq = pixelWindow()?.fbq;
  const callMethod = fbq?.callMethod;
  const queue = fbq?.queue ?? [];
  const rest = queue.flatMap((call) => {
    if (queued.includes(call)) return [];
    if (pixel) return readRestriction(pixel, call) ? [] : admitted(pixel, call);
    return call[0] === 'consent' ? [] : [call];
  });
  const decision = pixel ? decide(pixel) : isPixelAllowed();
  const limits =
    decision === 'limited'
      ? limitedUse(1, pixel?.dataProcessingOptionsState)
      : (pixel?.limits ?? [[]]);
  const options = ['dataProcessingOptions', ...limits];
  // Restrictions that another base code has passed to a loaded library are unknown: lift none of them.
  if (callMethod && decision && pixel && pixel.decision === undefined) {
    if (limits.length > 1) callFbq(options, callMethod);
    return decision;
  }
  queued = [];
  // A revoke locks a loaded library; the grant makes it read its queue from the start.
  if (callMethod) callFbq(['consent', 'revoke'], callMethod);
  else queued.push(['consent', decision ? 'grant' : 'revoke']);
  const isKept = decision && pixel?.decision !== false;
  // Without initPixel the options are the page's own.
  if (pixel && decision) queued.push(options);
  queue.splice(0, queue.length, ...queued, ...rest.filter((call) => isKept || !isTracking(call)));
  if (callMethod && decision) callFbq(['consent', 'grant'], callMethod);
  return decision;
}
