import type { Visitor } from '@meta-capi/core';
import { allowsNothing, cookieValues, fbcOfPage, isFbp, pageUrl } from '@meta-capi/core/browser';
import { pageFbclid } from './click-id-cookie.ts';
import { pageConsent } from './page-decision.ts';

/**
 * What this page knows of the visitor, for the hidden fields of a form or a call to another origin;
 * your own routes read the same from the request (`visitorFromRequest`). A consent that is `denied` or
 * `unreadable` is returned alone. On a server it is `{ consent: 'unknown' }`. Never throws.
 */
export function readVisitor(): Visitor {
  if (typeof document === 'undefined') return { consent: 'unknown' };
  const consent = pageConsent();
  if (allowsNothing(consent)) return { consent };
  const found = {
    fbp: cookieValues(document.cookie, '_fbp').find(isFbp),
    // The cookie's, unless a new click led to this page.
    fbc: fbcOfPage(document.cookie, pageFbclid(), Date.now()),
    clientUserAgent: navigator.userAgent,
    eventSourceUrl: pageUrl(location.href),
    referrerUrl: pageUrl(document.referrer),
  };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), consent };
}
