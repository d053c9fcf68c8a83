import type { Consent } from '@meta-capi/core';
import { consentOfVisitor, decideConsent } from '@meta-capi/core/browser';
import { type PageDecision, pixelWindow } from './page.ts';

/** What this visitor allows, by the same rules as `visitorFromRequest`. */
export function pageConsent(): Consent {
  try {
    return consentOfVisitor({
      cookies: document.cookie,
      said: pixelWindow()?.metaCapiPixel?.said,
      optsOut: 'globalPrivacyControl' in navigator && navigator.globalPrivacyControl === true,
    });
  } catch {
    return 'denied'; // A sandboxed frame may not read cookies.
  }
}

/** What happens to an event of this visitor now, by the same rules as on the server. */
export function pageDecision(): PageDecision {
  return decideConsent({
    // A page with a base code of its own has decided to load the Pixel.
    whenConsentUnknown: 'send',
    ...pixelWindow()?.metaCapiPixel?.settings,
    consent: pageConsent(),
    countries: [],
  }).decision;
}
