import type { Consent } from '@meta-capi/core';
import { consentOfVisitor } from '@meta-capi/core/browser';
import { type Decisions, type PageDecision, pagePixel } from '../fbq/page.ts';

/** What the page allows: no more than the visitor, and nothing after `fbq('consent', 'revoke')`. */
export function pageConsent(): Consent {
  return pagePixel()?.isRevoked ? 'denied' : visitorConsent();
}

/** What this visitor allows, by the same rules as `visitorFromRequest`. */
export function visitorConsent(): Consent {
  try {
    return consentOfVisitor({
      cookies: document.cookie,
      said: pagePixel()?.said,
      optsOut: (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true,
    });
  } catch {
    return 'denied'; // A sandboxed frame may not read cookies.
  }
}

/**
 * What happens to an event of this visitor now, as on the server (`decideConsent`, with which the
 * tests compare it). A page that is rendered in advance has no visitor yet, and may never have one;
 * one that is a file has no address.
 */
// https://developer.chrome.com/docs/web-platform/prerender-pages
export function pageDecision(): PageDecision {
  if ((document as { prerendering?: boolean }).prerendering || location.protocol === 'file:') {
    return 'drop';
  }
  return (pagePixel()?.decisions ?? withoutPixel)[pageConsent()] ?? 'drop';
}

// A page with a base code of its own has decided to load the Pixel.
const withoutPixel: Decisions = { granted: 'send', unknown: 'send' };
