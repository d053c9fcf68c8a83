import { pageFbclid } from './consent/click-id-cookie.ts';
import { isLimitedUseCovered } from './consent/limited-use.ts';
import { isPixelAllowed, obeyConsent } from './consent/obey-consent.ts';
import { decide } from './consent/page-decision.ts';
import type { PixelDebug } from './fbq/debug.ts';
import { admitted, callFbq, installQueue } from './fbq/fbq.ts';
import { awaitLibrary } from './fbq/library.ts';
import type { PixelOptions, PixelSettings } from './fbq/options.ts';
import { type PagePixel, type PixelWindow, pixelWindow } from './fbq/page.ts';
import { warn } from './fbq/warn.ts';
import { followNavigation, trackPageView } from './track/page-view.ts';

/**
 * Puts the Pixel on this page: the queue, consent, `init`, and from then on a `PageView` for every
 * page, those of a single-page app too. Meta's library is requested only once the visitor allows it,
 * and tracks nothing by itself. An `fbq` that is on the page already is used and never replaced.
 *
 * Returns whether the visitor allows events and the library is not blocked; whether it has loaded is
 * `isPixelReady`'s answer. Never throws. Call it again when
 * `consent` has changed; no other option is read then. One Pixel a page: another `pixelId`, a bad one
 * or a bad `whenConsentUnknown` is reported on the console, and nothing is tracked for it.
 */
export function initPixel(options: PixelOptions): boolean {
  const page = pixelWindow();
  if (!page) return false;
  try {
    // A page without types may write it as a number.
    const pixelId = String(options.pixelId);
    const pixel = page.metaCapiPixel;
    if (!pixel) {
      const settings = { ...options, pixelId };
      if (!areValid(settings)) return false;
      start(page, settings);
    } else if (pixelId === pixel.pixelId) listen(pixel, options);
    else {
      warn('pixelId: use one Pixel per page.');
      return false;
    }
    return isPixelAllowed();
  } catch {
    return false;
  }
}

function start(page: PixelWindow, settings: PixelSettings): void {
  const pixel: PagePixel = {
    ...settings,
    debug: guarded(settings.debug),
    decisions: {
      granted: true,
      limited: isLimitedUseCovered(settings) && 'limited',
      unknown: settings.whenConsentUnknown === 'send',
    },
    nonce: settings.nonce ?? document.currentScript?.nonce,
    said: settings.consent,
    fbclid: pageFbclid(),
    isRequested: false,
    catchUp: () => {
      const decision = decide(pixel);
      if (pixel.told !== decision) pixel.obey();
      return decision;
    },
    obey: () => {
      if (obeyConsent(pixel)) trackPageView(pixel);
    },
    tracked: [],
    waiting: [],
    pixelIds: [settings.pixelId],
  };
  if (!installQueue(page, pixel)) {
    pixel.isRequested = true;
    warn('remove the other base code from this page.');
  }
  page.metaCapiPixel = pixel;
  const queue = page.fbq?.queue ?? [];
  queue.splice(0, queue.length, ...queue.flatMap((call) => admitted(pixel, call)));
  const { pixelId, advancedMatching } = pixel;
  // No events of the library's own making: clicks and page metadata have no server half.
  // https://developers.facebook.com/documentation/meta-pixel/advanced
  callFbq('set', 'autoConfig', false, pixelId);
  callFbq('init', pixelId, ...(advancedMatching ? [advancedMatching] : []));
  pixel.obey();
  followNavigation(pixel);
  awaitLibrary(pixel);
  // A page out of the browser's back/forward cache goes on as it was left; one that was rendered in
  // advance begins when it is shown.
  addEventListener('pageshow', pixel.catchUp);
  document.addEventListener('prerenderingchange', pixel.catchUp);
  // An answer given in another tab or by the server; older browsers notice with the next event.
  // https://developer.mozilla.org/en-US/docs/Web/API/CookieStore/change_event
  (window as { cookieStore?: EventTarget }).cookieStore?.addEventListener('change', pixel.catchUp);
}

// An answer that was given before is not newer than what the visitor has answered since; nor is none.
function listen(pixel: PagePixel, { consent }: PixelOptions): void {
  if (consent === undefined || consent === pixel.consent) return;
  pixel.consent = consent;
  pixel.said = consent;
  pixel.obey();
}

// An exception of the site's own function stays out of the Pixel.
function guarded(debug: PixelDebug | undefined): PixelDebug {
  return (...outcome) => {
    try {
      debug?.(...outcome);
    } catch {
      warn('debug failed.');
    }
  };
}

function areValid(options: PixelOptions & { pixelId: string }): options is PixelSettings {
  const { pixelId, whenConsentUnknown } = options;
  if (!/^\d+$/.test(pixelId)) warn('pixelId: use the digits from Events Manager.');
  else if (whenConsentUnknown === 'drop' || whenConsentUnknown === 'send') return true;
  else warn('whenConsentUnknown: use "drop" or "send".');
  return false;
}
