import { pageFbclid } from './consent/click-id-cookie.ts';
import { isLimitedUseCovered } from './consent/limited-use.ts';
import { isPixelAllowed, obeyConsent } from './consent/obey-consent.ts';
import { decide } from './consent/page-decision.ts';
import { admitted, callFbq, installQueue } from './fbq/fbq.ts';
import { awaitLibrary } from './fbq/library.ts';
import type { PixelDebug, PixelOptions, PixelSettings } from './fbq/options.ts';
import { type PagePixel, type PixelWindow, pixelWindow } from './fbq/page.ts';
import { warn } from './fbq/warn.ts';
import { followNavigation, trackPageView } from './track/page-view.ts';

/**
 * Starts the Pixel on this page: the queue, consent, `init`, and a `PageView` for every page, including
 * those of a single-page app. Meta's library is requested only once the visitor allows it, and tracks
 * nothing by itself. An existing `fbq` is used and never replaced.
 *
 * Returns whether the visitor allows events and the library is not blocked; `isPixelReady` returns
 * whether it has loaded. Never throws. Call it again when `consent` has changed; no other option is read
 * then. One Pixel per page: another `pixelId`, an invalid one or an invalid `whenConsentUnknown` is
 * reported on the console, and nothing is tracked for it.
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

// oxlint-disable-next-line max-lines-per-function -- one line per step of the start
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
    answer: settings.consent,
    fbclid: pageFbclid(),
    catchUp: () => {
      const decision = decide(pixel);
      if (pixel.decision !== decision) pixel.obey();
      return decision;
    },
    obey: () => {
      if (obeyConsent(pixel)) trackPageView(pixel);
    },
    tracked: [],
    waiting: [],
    pixelIds: new Set([settings.pixelId]),
  };
  if (!installQueue(page, pixel)) {
    pixel.isRequested = true;
    warn('remove the other base code.');
  }
  page.metaCapiPixel = pixel;
  const { pixelId, advancedMatching } = settings;
  const queue = page.fbq?.queue ?? [];
  queue.splice(0, queue.length, ...queue.flatMap((call) => admitted(pixel, call)));
  // No events of the library's own making: clicks and page metadata have no server half.
  // https://developers.facebook.com/documentation/meta-pixel/advanced
  callFbq('set', 'autoConfig', false, pixelId);
  callFbq('init', pixelId, ...(advancedMatching ? [advancedMatching] : []));
  pixel.obey();
  followNavigation(pixel);
  awaitLibrary(pixel);
  // A page restored from the back/forward cache may have missed an answer; a prerendered page starts
  // when it is shown.
  addEventListener('pageshow', pixel.catchUp);
  document.addEventListener('prerenderingchange', pixel.catchUp);
  // An answer given in another tab or by the server; older browsers notice with the next event.
  // https://developer.mozilla.org/en-US/docs/Web/API/CookieStore/change_event
  (window as { cookieStore?: EventTarget }).cookieStore?.addEventListener('change', pixel.catchUp);
}

// An unchanged or missing value is not newer than what the visitor has answered since.
function listen(pixel: PagePixel, { consent }: PixelOptions): void {
  if (consent === undefined || consent === pixel.consent) return;
  pixel.consent = consent;
  pixel.answer = consent;
  pixel.obey();
}

// An exception of the site's function must not stop the Pixel.
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
