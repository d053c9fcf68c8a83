import { clickIdOf, cookieValues, fbcOfPage } from '@meta-capi/core/browser';
import { writeCookie } from './cookie.ts';
import { pixelWindow } from './page.ts';
import { pageConsent } from './page-consent.ts';

const ninetyDays = 7_776_000;

/** Keeps the click that led here in `_fbc`, for visitors who granted consent. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export function keepClickId(): void {
  if (pageConsent() !== 'granted') return;
  const fbc = pageFbc();
  const isKept = cookieValues(document.cookie, '_fbc').includes(fbc ?? '');
  if (fbc !== undefined && !isKept) writeCookie('_fbc', fbc, ninetyDays);
}

/** The cookie's, unless a new click led to this page. */
export function pageFbc(): string | undefined {
  const fbclid = pageFbclid() ?? pixelWindow()?.metaCapiPixel?.fbclid;
  return fbcOfPage(document.cookie, fbclid, Date.now());
}

export function pageFbclid(): string | undefined {
  return clickIdOf(new URLSearchParams(location.search));
}
