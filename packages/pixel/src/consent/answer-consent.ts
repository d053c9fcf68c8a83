import type { Consent } from '@meta-capi/core';
import { consentCookieName, refusalCookieName } from '@meta-capi/core/browser';
import { pixelWindow } from '../fbq/page.ts';
import { warn } from '../fbq/warn.ts';
import { writeCookie } from './cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { isPixelAllowed, passConsent } from './obey-consent.ts';

/** What a visitor answers. */
export type Answer = Extract<Consent, 'granted' | 'limited' | 'denied'>;

/**
 * The visitor agreed to advertising: keeps the answer for 180 days in the first-party cookie
 * `meta_consent`, which `visitorFromRequest` reads, and starts the Pixel. Returns whether events may
 * be sent now: not where the browser sends Global Privacy Control or refuses cookies.
 *
 * Safari deletes cookies that a script wrote after seven days; `consentCookie` of `@meta-capi/core`
 * writes the same cookie on the server.
 */
export function grantConsent(): boolean {
  return keepAnswer('granted');
}

/**
 * The visitor opted out of sale and sharing. Events are sent with Limited Data Use if
 * `dataProcessingOptionsCountry` is `1` (the visitors are in the USA) and Meta's Limited Data Use covers
 * the visitor's state; otherwise nothing is tracked. Returns whether events may be sent now.
 */
export function limitConsent(): boolean {
  return keepAnswer('limited');
}

/**
 * The visitor refused: from now on nothing is tracked, in the browser and on the server. Deletes `_fbp`,
 * `_fbc`, the click ids in `multiFbc` and the ids of tracked events; drops events that wait.
 */
export function revokeConsent(): void {
  keepAnswer('denied');
}

/** Keeps the answer in the cookie and passes it to the Pixel; returns whether events may be sent now. */
export function keepAnswer(answer: Answer): boolean {
  const page = pixelWindow();
  if (page === undefined) return false;
  const pixel = page.metaCapiPixel;
  // A grant counts only if the server can read it: in the cookie, not in the page's memory.
  if (pixel) pixel.answer = answer === 'granted' ? undefined : answer;
  try {
    writeCookie(refusalCookieName);
    if (!writeCookie(consentCookieName, answer) && answer !== 'granted')
      writeCookie(refusalCookieName, answer);
  } catch {
    // A sandboxed frame has no cookies; the Pixel reads that as a denial.
  }
  if (pixel?.isRevoked && answer === 'granted') {
    warn("grantConsent waits for fbq('consent', 'grant').");
  }
  if (pixel) pixel.obey();
  else if (!passConsent()) forgetRefused();
  return isPixelAllowed();
}
