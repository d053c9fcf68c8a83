import type { Consent } from '@meta-capi/core';
import { consentOfVisitor, decideConsent } from '@meta-capi/core/browser';
import { type PageDecision, pixelWindow } from './page.ts';

/** What this visitor allows, by the same rules as `visitorFromRequest`. */
export function pageConsent(): Consent {
  try {
    return consentOfVisitor({
      cookies: document.cookie,
      said: pixelWindow()?.metaCapiPixel?.said,
      optsOut: (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true,
    });
  } catch {
    return 'denied'; // A sandboxed frame may not read cookies.
  }
}

/**
 * What happens to an event of this visitor now, by the same rules as on the server. A page that is
 * rendered in advance has no visitor yet, and may never have one.
 */
// https://developer.chrome.com/docs/web-platform/prerender-pages
export function pageDecision(): PageDecision {
  return decideConsent({
    // A page with a base code of its own has decided to load the Pixel.
    whenConsentUnknown: 'send',
    ...pixelWindow()?.metaCapiPixel?.settings,
    consent: (document as { prerendering?: boolean }).prerendering ? 'denied' : pageConsent(),
    countries: [],
  }).decision;
}
