import type { Consent } from '@meta-capi/core';
import { consentCookieName } from '@meta-capi/core/browser';
import { deleteCookie, writeCookie } from './cookie.ts';
import { obeyConsent, tellConsent } from './obey-consent.ts';
import { pixelWindow } from './page.ts';
import { isPixelReady } from './ready.ts';
import { forgetTracked } from './tracked.ts';

/**
 * The visitor agreed to advertising: keeps the answer for 180 days in the first-party cookie
 * `meta_consent`, which `visitorFromRequest` reads, and starts the Pixel. Says whether it takes
 * events now: not where the browser sends Global Privacy Control or refuses cookies.
 */
export function grantConsent(): boolean {
  return keepAnswer('granted');
}

/**
 * The visitor opted out of sale and sharing. Events go on, with Limited Data Use, where the site
 * says that its visitors are in the USA (`dataProcessingOptionsCountry: 1`); else nothing is tracked.
 */
export function limitConsent(): boolean {
  return keepAnswer('limited');
}

/**
 * The visitor refused: nothing is tracked from now on, on either side; the Pixel's cookies `_fbp` and
 * `_fbc` are deleted, and the ids of what was tracked.
 */
export function revokeConsent(): void {
  keepAnswer('denied');
}

const halfAYear = 180 * 86_400;

function keepAnswer(answer: Exclude<Consent, 'unknown'>): boolean {
  const page = pixelWindow();
  if (page === undefined) return false;
  const pixel = page.metaCapiPixel;
  // A grant counts as far as the server can read it: in the cookie, not in the page's memory.
  if (pixel) pixel.said = answer === 'granted' ? undefined : answer;
  try {
    writeCookie(consentCookieName, answer, halfAYear);
    if (answer === 'denied') forgetVisitor();
  } catch {
    // A sandboxed frame has no cookies, and that is a denial.
  }
  if (pixel) obeyConsent(pixel);
  else tellConsent();
  return isPixelReady();
}

function forgetVisitor(): void {
  deleteCookie('_fbp');
  deleteCookie('_fbc');
  forgetTracked();
}
