import { keepClickId } from './click-id-cookie.ts';
import { callFbq } from './fbq.ts';
import { requestLibrary } from './library.ts';
import { type PageDecision, type PagePixel, pixelWindow } from './page.ts';
import { pageDecision } from './page-consent.ts';
import { trackPageView } from './page-view.ts';
import { takeBackTracked } from './take-back.ts';

/** Obeys what the visitor allows now, wherever they said it. */
export function obeyConsent(pixel: PagePixel): void {
  pixel.told = tellConsent();
  if (pixel.told === 'drop') takeBackTracked(pixel);
  startIfAllowed(pixel);
}

/** Tells the Pixel what the visitor allows. Meta wants it said before `init`, on every page. */
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function tellConsent(): PageDecision {
  const decision = pageDecision();
  if (decision !== 'drop') {
    const state = pixelWindow()?.metaCapiPixel?.settings.dataProcessingOptionsState ?? 0;
    // https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
    if (decision === 'limited') callFbq('dataProcessingOptions', ['LDU'], 1, state);
    else callFbq('dataProcessingOptions', []);
  }
  callFbq('consent', decision === 'drop' ? 'revoke' : 'grant');
  return decision;
}

/** Starts what needs consent, as soon as it is there. */
export function startIfAllowed(pixel: PagePixel): void {
  if (pageDecision() === 'drop') return;
  keepClickId();
  requestLibrary(pixel);
  trackPageView(pixel);
}
