import { isLibraryReady, isTracking, limitedUse, readRestriction } from '../fbq/fbq.ts';
import { requestLibrary } from '../fbq/library.ts';
import {
  type Call,
  type Fbq,
  type PageDecision,
  type PagePixel,
  pagePixel,
  pixelWindow,
} from '../fbq/page.ts';
import { keepClickId } from './click-id-cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { decide, pageDecision } from './page-decision.ts';

/** Obeys what the visitor allows now, wherever they said it. */
export function obeyConsent(pixel: PagePixel): PageDecision {
  const isSent = isLibraryReady();
  pixel.told = tellConsent(pixel);
  if (pixel.told) {
    keepClickId();
    requestLibrary(pixel);
  } else {
    // What waited was dropped, and may be tracked again. A page view that was sent stays so.
    if (!isSent) pixel.viewed = undefined;
    pixel.waiting = [];
    forgetRefused();
  }
  return pixel.told;
}

/** May events be sent on this page, now or as soon as the library has loaded? */
export function isPixelAllowed(): boolean {
  return !pagePixel()?.isBlocked && pageDecision() !== false;
}

// Our calls in the library's queue, which are not the page's own.
let queued: Call[] = [];

/**
 * Tells Meta's library what the visitor allows, before anything else in its queue: it stops reading
 * at a refusal, also where a grant comes behind it, and sends an event that comes before the Limited
 * Data Use without it. What waited for a visitor who refuses is dropped; so is, with a grant, what was
 * called while they refused.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function tellConsent(pixel?: PagePixel): PageDecision {
  const fbq = pixelWindow()?.fbq;
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
  // What a library was told before the Pixel started is not known, so nothing of it is lifted.
  if (fbq?.callMethod && decision && pixel && pixel.told === undefined) {
    if (limits.length > 1) tellLibrary(fbq, options);
    return decision;
  }
  queued = [];
  // Locks a loaded library, which then reads its queue from the start as soon as it is granted.
  if (fbq?.callMethod) tellLibrary(fbq, ['consent', 'revoke']);
  else queued.push(['consent', decision ? 'grant' : 'revoke']);
  // Without initPixel the options are the page's own.
  if (pixel && decision) queued.push(options);
  const isKept = decision && pixel?.told !== false;
  queue.splice(0, queue.length, ...queued, ...rest.filter((call) => isKept || !isTracking(call)));
  if (fbq?.callMethod && decision) tellLibrary(fbq, ['consent', 'grant']);
  return decision;
}

// Past the page's `fbq`, which takes these calls for the page's own.
function tellLibrary(fbq: Fbq, call: readonly unknown[]): void {
  try {
    fbq.callMethod?.(...call);
  } catch {
    // Another script's function.
  }
}
