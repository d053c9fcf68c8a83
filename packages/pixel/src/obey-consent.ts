import { keepClickId } from './click-id-cookie.ts';
import { callFbq } from './fbq.ts';
import { requestLibrary } from './library.ts';
import { type PagePixel, pixelWindow } from './page.ts';
import { pageDecision } from './page-consent.ts';
import { trackPageView } from './page-view.ts';

/** Tells the Pixel what the visitor allows. Meta wants it said before `init`, on every page. */
// https://developers.facebook.com/documentation/meta-pixel/implementation/gdpr
export function tellConsent(): void {
  const decision = pageDecision();
  if (decision !== 'drop') {
    const state = pixelWindow()?.metaCapiPixel?.settings.dataProcessingOptionsState ?? 0;
    // https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
    if (decision === 'limited') callFbq('dataProcessingOptions', ['LDU'], 1, state);
    else callFbq('dataProcessingOptions', []);
  }
  callFbq('consent', decision === 'drop' ? 'revoke' : 'grant');
}

/** Starts what needs consent, as soon as it is there. */
export function startIfAllowed(pixel: PagePixel): void {
  if (pageDecision() === 'drop') return;
  keepClickId();
  requestLibrary(pixel);
  trackPageView(pixel);
}
