import { clickIdOf, rawCookieValues } from '@meta-capi/core/browser';
import { pagePixel } from '../fbq/page.ts';
import { writeCookie } from './cookie.ts';
import { pageConsent } from './page-decision.ts';

/** Keeps the click that led here in `_fbc`, for visitors who granted consent. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export function keepClickId(): void {
  const fbclid = pageFbclid();
  if (!fbclid || pageConsent() !== 'granted') return;
  // A click id holds no dot; Meta's param builder appends its own segment behind one.
  // Other programs percent-encode the cookie. Unlike decodeURIComponent, `unescape` never throws.
  const isKept = rawCookieValues(document.cookie, '_fbc').some(
    // oxlint-disable-next-line typescript/no-deprecated -- see above
    (fbc) => unescape(fbc).split('.')[3] === fbclid,
  );
  if (!isKept) writeCookie('_fbc', `fb.1.${Date.now()}.${fbclid}`, 90);
}

/** The click that led to this page, or to the page by which the visitor came. */
export function pageFbclid(): string | undefined {
  return clickIdOf(new URLSearchParams(location.search)) ?? pagePixel()?.fbclid;
}
