import { currentFbc, latestFbc } from '@meta-capi/core/browser';
import { writeCookie } from './cookie.ts';
import { pixelWindow } from './page.ts';
import { pageConsent } from './page-consent.ts';

const ninetyDays = 7_776_000;

/** Keeps the click that led here in `_fbc`, for visitors who granted consent. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export function keepClickId(): void {
  if (pageConsent() !== 'granted') return;
  const fbc = pageFbc();
  if (fbc !== undefined && fbc !== latestFbc(document.cookie)) writeCookie('_fbc', fbc, ninetyDays);
}

/** The cookie's, unless a new click led to this page. */
export function pageFbc(): string | undefined {
  const kept = latestFbc(document.cookie);
  return currentFbc(kept, pageFbclid() ?? pixelWindow()?.metaCapiPixel?.fbclid, Date.now());
}

export function pageFbclid(): string | undefined {
  return new URLSearchParams(location.search).get('fbclid') ?? undefined;
}
