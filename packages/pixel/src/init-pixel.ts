import { pageFbclid } from './consent/click-id-cookie.ts';
import { isLimitedUseCovered } from './consent/limited-use.ts';
import { obeyConsent } from './consent/obey-consent.ts';
import { pageDecision } from './consent/page-consent.ts';
import { admitted, callFbq, installQueue } from './fbq/fbq.ts';
import { awaitLibrary } from './fbq/library.ts';
import type { PixelOptions, PixelSettings } from './fbq/options.ts';
import { type PagePixel, pixelWindow } from './fbq/page.ts';
import { warn } from './fbq/warn.ts';
import { followNavigation } from './track/page-view.ts';
import { isPixelAllowed } from './track/ready.ts';

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
  if (page === undefined) return false;
  try {
    // A page without types may write it as a number.
    const pixelId = String(options.pixelId);
    if (page.metaCapiPixel === undefined && areValid(options)) {
      const ownQueue = installQueue();
      if (!ownQueue) warn('another base code is on this page: remove it.');
      const pixel: PagePixel = {
        settings: { ...options, pixelId },
        decisions: {
          granted: 'send',
          limited: isLimitedUseCovered(options) ? 'limited' : 'drop',
          unknown: options.whenConsentUnknown,
        },
        nonce: options.nonce ?? document.currentScript?.nonce,
        said: options.consent,
        fbclid: pageFbclid(),
        library: ownQueue ? 'absent' : 'requested',
        catchUp: () => {
          if (pixel.told !== pageDecision()) obeyConsent(pixel);
        },
        obey: () => obeyConsent(pixel),
        tracked: [],
        waiting: [],
        others: [],
      };
      page.metaCapiPixel = pixel;
      start(pixel, ownQueue);
    } else if (page.metaCapiPixel) {
      if (pixelId !== page.metaCapiPixel.settings.pixelId) {
        warn('pixelId: initPixel takes one Pixel a page.');
        return false;
      }
      listen(page.metaCapiPixel, options);
    }
  } catch {
    return false;
  }
  return page.metaCapiPixel !== undefined && isPixelAllowed();
}

function start(pixel: PagePixel, ownQueue: boolean): void {
  const { pixelId, advancedMatching } = pixel.settings;
  const fbq = pixelWindow()?.fbq;
  if (ownQueue && fbq) {
    // The library would count page views of its own, under ids that no server event can have.
    fbq.disablePushState = true;
    fbq.allowDuplicatePageViews = true;
  }
  const queue = fbq?.queue ?? [];
  queue.splice(0, queue.length, ...queue.flatMap((call) => admitted(pixel, call)));
  // No events of the library's own making: clicks and page metadata have no server half.
  // https://developers.facebook.com/documentation/meta-pixel/advanced
  callFbq('set', 'autoConfig', false, pixelId);
  callFbq('init', pixelId, ...(advancedMatching ? [advancedMatching] : []));
  obeyConsent(pixel);
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
  if (consent === undefined || consent === pixel.settings.consent) return;
  pixel.settings = { ...pixel.settings, consent };
  pixel.said = consent;
  obeyConsent(pixel);
}

function areValid(options: PixelOptions): options is PixelSettings {
  const fix = problemWith(options);
  if (fix !== undefined) warn(fix);
  return fix === undefined;
}

function problemWith({ pixelId, whenConsentUnknown }: PixelOptions): string | undefined {
  if (!/^\d+$/.test(pixelId ?? '')) return 'pixelId: set it to the digits from the Events Manager.';
  return whenConsentUnknown === 'drop' || whenConsentUnknown === 'send'
    ? undefined
    : 'whenConsentUnknown: choose "drop" or "send".';
}
