import type { Visitor } from '@meta-capi/core';
import {
  allowsNothing,
  consentCookieName,
  cookieValues,
  fbcOfPage,
  isFbp,
  pageUrl,
} from '@meta-capi/core/browser';
import { readStored } from '../fbq/storage.ts';
import type { DatedAnswer } from './answer-consent.ts';
import { pageFbclid } from './click-id-cookie.ts';
import { pageConsent } from './page-decision.ts';

/**
 * The visitor data that this page has, for the hidden fields of a form or a call to another origin;
 * your own routes read the same from the request (`visitorFromRequest`). `consentAt` is there if the answer
 * was given on this origin. Of a consent that is `denied` or `unreadable` nothing else is returned. On a
 * server it is `{ consent: 'unknown' }`. Never throws.
 */
export function readVisitor(): Visitor {
  if (typeof document === 'undefined') return { consent: 'unknown' };
  const consent = pageConsent();
  const [answer, at] = (readStored(consentCookieName) as DatedAnswer | undefined) ?? [];
  const known = {
    consent,
    ...(answer === consent && at !== undefined && { consentAt: Math.floor(at / 1000) }),
  };
  if (allowsNothing(consent)) return known;
  const found = {
    fbp: cookieValues(document.cookie, '_fbp').find(isFbp),
    // The cookie's, unless a new click led to this page.
    fbc: fbcOfPage(document.cookie, pageFbclid(), Date.now()),
    clientUserAgent: navigator.userAgent,
    eventSourceUrl: pageUrl(location.href),
    referrerUrl: pageUrl(document.referrer),
  };
  const given = Object.entries(found).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), ...known };
}
