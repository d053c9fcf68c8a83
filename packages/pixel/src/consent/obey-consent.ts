import { isLibraryReady, isTracking, limitedUse, readRestriction } from '../fbq/fbq.ts';
import { requestLibrary } from '../fbq/library.ts';
import {
  type Call,
  type PageDecision,
  type PagePixel,
  pagePixel,
  pixelWindow,
} from '../fbq/page.ts';
import { keepClickId } from './click-id-cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { decide, pageDecision } from './page-decision.ts';

/** Applies what the visitor allows now, wherever the answer was given. */
export function obeyConsent(pixel: PagePixel): PageDecision {
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
  return pixel.decision;
}

/** May events be sent on this page, now or as soon as the library has loaded? */
export function isPixelAllowed(): boolean {
  return !pagePixel()?.isBlocked && pageDecision() !== false;
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
  const isLoaded = fbq?.callMethod;
  const queue = fbq?.queue ?? [];
  const rest = queue.filter(
    (call) =>
      !queued.includes(call) && !(pixel ? readRestriction(pixel, call) : call[0] === 'consent'),
  );
  const decision = pixel ? decide(pixel) : pageDecision();
  const limits =
    decision === 'limited'
      ? limitedUse(1, pixel?.dataProcessingOptionsState)
      : (pixel?.limits ?? [[]]);
  const options = ['dataProcessingOptions', ...limits];
  // Restrictions that another base code has passed to a loaded library are unknown: lift none of them.
  if (isLoaded && decision && pixel && pixel.decision === undefined) {
    if (limits.length > 1) callLibrary(...options);
    return decision;
  }
  queued = [];
  // A revoke locks a loaded library; the grant makes it read its queue from the start.
  if (isLoaded) callLibrary('consent', 'revoke');
  else queued.push(['consent', decision ? 'grant' : 'revoke']);
  // Without initPixel the options are the page's own.
  if (pixel && decision) queued.push(options);
  const isKept = decision && pixel?.decision !== false;
  queue.splice(0, queue.length, ...queued, ...rest.filter((call) => isKept || !isTracking(call)));
  if (isLoaded && decision) callLibrary('consent', 'grant');
  return decision;
}

// Not through the page's `fbq`, which would read these calls as the page's own.
function callLibrary(...call: readonly unknown[]): void {
  try {
    pixelWindow()?.fbq?.callMethod?.(...call);
  } catch {
    // Another script's function.
  }
}
