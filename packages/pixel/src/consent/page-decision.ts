import type { Consent } from '@meta-capi/core';
import { consentCookieValues, consentOfVisitor } from '@meta-capi/core/browser';
import { type PageDecision, type PagePixel, pagePixel, pixelWindow } from '../fbq/page.ts';
import { isLimitedUseCovered } from './limited-use.ts';

/**
 * May events be sent on this page, now or as soon as Meta's library has loaded? Before it decides, it
 * applies an answer that was given elsewhere meanwhile (in another tab, by the server): Meta's library
 * receives it, a page view that waited for it is tracked, and after a refusal stored data is deleted.
 */
export function isPixelAllowed(): boolean {
  const pixel = pagePixel();
  return pixel ? !!pixel.catchUp() : isAllowedWithoutPixel();
}

/** What the page allows: no more than the visitor, and nothing after `fbq('consent', 'revoke')`. */
export function pageConsent(): Consent {
  return pagePixel()?.isRevoked ? 'denied' : visitorConsent();
}

/** What this visitor allows, by the same rules as `visitorFromRequest`. */
export function visitorConsent(): Consent {
  try {
    return consentOfVisitor({
      cookies: document.cookie + (pixelWindow()?.metaCapiAsks ?? ''),
      said: pagePixel()?.answer,
      optsOut: isOptOut(),
    });
  } catch {
    return 'denied'; // A sandboxed frame may not read cookies.
  }
}

/** The same decision as on the server (`decideConsent`, with which the tests compare it). */
export function decide(pixel: PagePixel): PageDecision {
  const decisions: Partial<Record<Consent, PageDecision>> = {
    granted: true,
    limited: isLimitedUseCovered(pixel) && 'limited',
    unknown: pixel.whenConsentUnknown === 'send',
  };
  return !pixel.isBlocked && isShown() && (decisions[pageConsent()] ?? false);
}

/**
 * Without `initPixel`, the site's own base code has decided to load the Pixel. Only an
 * answer other than `granted` prevents events: the tests compare it with {@link visitorConsent}.
 */
function isAllowedWithoutPixel(): boolean {
  try {
    const answers = consentCookieValues(document.cookie);
    return isShown() && !isOptOut() && answers.every((answer) => answer === 'granted');
  } catch {
    return false; // A sandboxed frame may not read cookies.
  }
}

// A page that is rendered in advance has no visitor yet, and may never have one; a file has no address.
// https://developer.chrome.com/docs/web-platform/prerender-pages
function isShown(): boolean {
  return !(document as { prerendering?: boolean }).prerendering && location.protocol !== 'file:';
}

// https://w3c.github.io/gpc/
function isOptOut(): boolean {
  return (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
}
