import { pageFbclid } from './click-id-cookie.ts';
import { callFbq, installQueue } from './fbq.ts';
import { obeyConsent, startIfAllowed, tellConsent } from './obey-consent.ts';
import type { PixelOptions, PixelSettings } from './options.ts';
import { type PagePixel, pixelWindow } from './page.ts';
import { pageDecision } from './page-consent.ts';
import { followNavigation } from './page-view.ts';
import { isPixelReady } from './ready.ts';

/**
 * Puts the Pixel on this page: the queue, consent, `init`, and from then on a `PageView` for every
 * page, those of a single-page app too. Meta's library is asked for only once the visitor allows it,
 * and tracks nothing by itself. An `fbq` that is on the page already is used and never replaced.
 *
 * Says whether the Pixel takes events now. Never throws. Call it again when `consent` has changed;
 * nothing else of the options is looked at then. A bad `pixelId` or `whenConsentUnknown` is named in
 * the console, and nothing is tracked.
 */
export function initPixel(options: PixelOptions): boolean {
  const page = pixelWindow();
  if (page === undefined) return false;
  try {
    if (page.metaCapiPixel === undefined && areValid(options)) {
      const ownQueue = installQueue();
      const pixel: PagePixel = {
        settings: options,
        nonce: options.nonce ?? document.currentScript?.nonce,
        said: options.consent,
        fbclid: pageFbclid(),
        library: ownQueue ? 'absent' : 'there',
        told: undefined,
        catchUp: () => {
          if (pixel.told !== pageDecision()) obeyConsent(pixel);
        },
        tracked: [],
        viewed: undefined,
      };
      page.metaCapiPixel = pixel;
      start(pixel, ownQueue);
    } else if (page.metaCapiPixel) listen(page.metaCapiPixel, options);
  } catch {
    return false;
  }
  return isPixelReady();
}

function start(pixel: PagePixel, ownQueue: boolean): void {
  const { pixelId, advancedMatching } = pixel.settings;
  const fbq = pixelWindow()?.fbq;
  if (ownQueue && fbq) {
    // The library would count page views of its own, under ids that no server event can have.
    fbq.disablePushState = true;
    fbq.allowDuplicatePageViews = true;
  }
  pixel.told = tellConsent();
  // No events of the library's own making: clicks and page metadata have no server half.
  // https://developers.facebook.com/documentation/meta-pixel/advanced
  callFbq('set', 'autoConfig', false, pixelId);
  callFbq('init', pixelId, ...(advancedMatching ? [advancedMatching] : []));
  startIfAllowed(pixel);
  followNavigation(pixel);
  // A page out of the browser's back/forward cache goes on as it was left; one that was rendered in
  // advance begins when it is shown.
  addEventListener('pageshow', pixel.catchUp);
  document.addEventListener('prerenderingchange', pixel.catchUp);
}

// A word that was said before is no answer to what the visitor has said since, nor is silence.
function listen(pixel: PagePixel, { consent }: PixelOptions): void {
  if (consent === undefined || consent === pixel.settings.consent) return;
  pixel.settings = { ...pixel.settings, consent };
  pixel.said = consent;
  obeyConsent(pixel);
}

function areValid(options: PixelOptions): options is PixelSettings {
  const fix = problemWith(options);
  if (fix !== undefined) console.warn(`@meta-capi/pixel: ${fix}`);
  return fix === undefined;
}

function problemWith({ pixelId, whenConsentUnknown }: PixelOptions): string | undefined {
  if (!/^\d+$/.test(pixelId ?? '')) return 'pixelId: set it to the digits from the Events Manager.';
  return whenConsentUnknown === 'drop' || whenConsentUnknown === 'send'
    ? undefined
    : 'whenConsentUnknown: choose "drop" or "send", as on the server.';
}
