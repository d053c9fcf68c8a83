import { restoreAnswer } from './consent/answer-consent.ts';
import { pageFbclid } from './consent/click-id-cookie.ts';
import { obeyConsent } from './consent/obey-consent.ts';
import { decide, isPixelAllowed } from './consent/page-decision.ts';
import { callFbq, installQueue, isLibraryReady } from './fbq/fbq.ts';
import type { PixelOptions, PixelSettings } from './fbq/options.ts';
import { type PagePixel, type PixelWindow, pixelWindow } from './fbq/page.ts';
import { keepTracked } from './fbq/tracked.ts';
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
    const settings = { ...options, pixelId: String(options.pixelId) } as PixelSettings;
    const pixel = page.metaCapiPixel;
    const problem = problemIn(settings, pixel);
    if (problem) {
      warn(problem);
      return false;
    }
    if (pixel) listen(pixel, options);
    else start(page, settings);
    return isPixelAllowed();
  } catch {
    return false;
  }
}

/** What makes the settings invalid; a page without types may pass anything. */
function problemIn(options: PixelSettings, pixel?: PagePixel): string | false {
  if (pixel) return options.pixelId !== pixel.pixelId && 'pixelId: use one per page.';
  if (!/^\d+$/.test(options.pixelId)) return 'pixelId: use digits.';
  return (
    !/^(drop|send)$/.test(options.whenConsentUnknown) && 'whenConsentUnknown: use "drop" or "send".'
  );
}

// An unchanged or missing value is not newer than what the visitor has answered since.
function listen(pixel: PagePixel, { consent }: PixelOptions): void {
  if (consent === undefined || consent === pixel.consent) return;
  pixel.consent = consent;
  pixel.answer = consent;
  pixel.obey();
}

function start(page: PixelWindow, settings: PixelSettings): void {
  const pixel = createPixel(settings);
  if (!installQueue(page, pixel)) {
    pixel.isBlocked = false;
    warn('remove the other base code.');
  }
  page.metaCapiPixel = pixel;
  const { pixelId, advancedMatching } = settings;
  // No events of the library's own making: clicks and page metadata have no server half.
  // https://developers.facebook.com/documentation/meta-pixel/advanced
  callFbq(['set', 'autoConfig', false, pixelId]);
  callFbq(['init', pixelId, ...(advancedMatching ? [advancedMatching] : [])]);
  restoreAnswer(pixel);
  pixel.obey();
  followNavigation(pixel);
  // The library has read its queue after its own script or after that of a Pixel's configuration; a
  // `load` event does not bubble, but it can be captured. A prerendered page starts when it is shown.
  for (const event of ['load', 'prerenderingchange'])
    document.addEventListener(event, pixel.catchUp, true);
  // A page restored from the back/forward cache may have missed an answer.
  addEventListener('pageshow', pixel.catchUp);
  // An answer given in another tab or by the server; older browsers notice with the next event.
  // https://developer.mozilla.org/en-US/docs/Web/API/CookieStore/change_event
  (window as { cookieStore?: EventTarget }).cookieStore?.addEventListener('change', pixel.catchUp);
}

function createPixel(settings: PixelSettings): PagePixel {
  const pixel: PagePixel = {
    ...settings,
    nonce: settings.nonce ?? document.currentScript?.nonce,
    answer: settings.consent,
    fbclid: pageFbclid(),
    catchUp: () => {
      if (pixel.decision !== decide(pixel)) pixel.obey();
      if (isLibraryReady() && pixel.waiting.length > 0) keepTracked(pixel.waiting.splice(0));
      return pixel.decision;
    },
    obey: () => {
      obeyConsent(pixel);
      trackPageView(pixel);
    },
    tracked: [],
    waiting: [],
    pixelIds: new Set([settings.pixelId]),
  };
  return pixel;
}
