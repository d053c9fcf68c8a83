import { isTracking, readRestriction } from '../fbq/fbq.ts';
import { requestLibrary } from '../fbq/library.ts';
import { type PageDecision, type PagePixel, pixelWindow } from '../fbq/page.ts';
import { trackPageView } from '../track/page-view.ts';
import { isLibraryReady } from '../track/ready.ts';
import { keepClickId } from './click-id-cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { pageDecision } from './page-consent.ts';

/** Obeys what the visitor allows now, wherever they said it. */
export function obeyConsent(pixel: PagePixel): void {
  const isSent = isLibraryReady();
  pixel.told = tellConsent();
  if (pixel.told === 'drop') {
    // What waited was dropped, and may be tracked again. A page view that was sent stays so.
    if (!isSent) pixel.viewed = undefined;
    pixel.waiting = [];
    forgetRefused();
    return;
  }
  keepClickId();
  requestLibrary(pixel);
  trackPageView(pixel);
}

/**
 * Tells Meta's library what the visitor allows, before anything else in its queue: it stops reading
 * at a refusal, also where a grant comes behind it, and sends an event that comes before the Limited
 * Data Use without it. What waited for a visitor who refuses is dropped; so is, with a grant, what was
 * called while they refused.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function tellConsent(): PageDecision {
  const page = pixelWindow();
  const pixel = page?.metaCapiPixel;
  const queue = page?.fbq?.queue ?? [];
  const rest: ArrayLike<unknown>[] = [];
  for (const call of queue) {
    const isOwn = pixel?.queued?.includes(call);
    if (!isOwn && !(pixel && readRestriction(pixel, call)) && call[0] !== 'consent')
      rest.push(call);
  }
  const decision = pageDecision();
  const isRefused = decision === 'drop';
  const isDropped = isRefused || pixel?.told === 'drop';
  // The library takes no state but California's (1000): with any other it ignores the whole call, and
  // the event is not limited. With 0 Meta geolocates. The server sends the exact state.
  // https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
  const state = pixel?.settings.dataProcessingOptionsState === 1000 ? 1000 : 0;
  const limits = decision === 'limited' ? [['LDU'], 1, state] : (pixel?.limits ?? [[]]);
  const options = ['dataProcessingOptions', ...limits];
  const callMethod = page?.fbq?.callMethod;
  // What a library was told before the Pixel started is not known, so nothing of it is lifted.
  if (callMethod && pixel && !pixel.told && !isRefused) {
    if (limits.length > 1) tellLibrary(options);
    return decision;
  }
  const own: ArrayLike<unknown>[] = [];
  // Locks a loaded library, which then reads its queue from the start as soon as it is granted.
  if (callMethod) tellLibrary(['consent', 'revoke']);
  else own.push(['consent', isRefused ? 'revoke' : 'grant']);
  // Without initPixel the options are the page's own.
  if (pixel && !isRefused) own.push(options);
  if (pixel) pixel.queued = own;
  const kept = rest.filter((call) => !(isDropped && isTracking(call)));
  queue.splice(0, queue.length, ...own, ...kept);
  if (callMethod && !isRefused) tellLibrary(['consent', 'grant']);
  return decision;
}

// Past the page's `fbq`, which takes these calls for the page's own.
function tellLibrary(call: readonly unknown[]): void {
  try {
    pixelWindow()?.fbq?.callMethod?.(...call);
  } catch {
    // Another script's function.
  }
}
