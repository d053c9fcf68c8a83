import type { Consent } from '@meta-capi/core';
import { consentCookieName, consentCookieValues, refusalCookieName } from '@meta-capi/core/browser';
import { type PagePixel, pixelWindow } from '../fbq/page.ts';
import { readStored, store } from '../fbq/storage.ts';
import { warn } from '../fbq/warn.ts';
import { writeCookie } from './cookie.ts';
import { forgetRefused } from './forget-visitor.ts';
import { passConsent } from './obey-consent.ts';
import { isPixelAllowed } from './page-decision.ts';

/** What a visitor answers. */
export type Answer = Extract<Consent, 'granted' | 'limited' | 'denied'>;

/**
 * The visitor agreed to advertising: keeps the answer for 180 days in the first-party cookie
 * `meta_consent`, which `visitorFromRequest` reads, and starts the Pixel. Returns whether events may
 * be sent now: not where the browser sends Global Privacy Control or refuses cookies.
 *
 * Safari deletes cookies that a script wrote after seven days; `consentCookies` of `@meta-capi/core`
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

/** An answer that was given on this origin, and when, in milliseconds: what localStorage keeps of it. */
export type DatedAnswer = readonly [answer: string, at: number];

/**
 * Keeps the answer in the cookie and, with its time, in localStorage; passes it to the Pixel. Returns
 * whether events may be sent now.
 */
export function keepAnswer(answer: Answer, at: number = Date.now()): boolean {
  const page = pixelWindow();
  if (!page) return false;
  const pixel = page.metaCapiPixel;
  store(consentCookieName, [answer, at]);
  // A grant counts only if the server can read it: in the cookie, not in the page's memory. So does any
  // answer that a cookie holds, because another tab may replace it there.
  let isKept = answer === 'granted';
  try {
    writeCookie(refusalCookieName);
    isKept =
      writeCookie(consentCookieName, answer) || isKept || writeCookie(refusalCookieName, answer);
  } catch {
    // A sandboxed frame has no cookies; the Pixel reads that as a denial.
  }
  if (pixel) {
    pixel.answer = isKept ? undefined : answer;
    if (pixel.isRevoked && answer === 'granted') {
      warn("grantConsent waits for fbq('consent', 'grant').");
    }
    pixel.obey();
  } else if (!passConsent()) forgetRefused();
  return isPixelAllowed();
}

/**
 * Gives a refusal or an opt-out of the last 180 days again if its cookie is missing: Safari deletes cookies
 * that a script wrote after seven days. A newer answer in the cookie replaces it.
 */
// https://webkit.org/tracking-prevention/
export function restoreAnswer(pixel: Partial<Pick<PagePixel, 'answer'>> = {}): void {
  try {
    const [answer, at] = readStored(consentCookieName) as DatedAnswer;
    const answers = consentCookieValues(document.cookie);
    if (answers[0]) {
      if (!answers.includes(answer)) store(consentCookieName, []);
    } else if (answer !== 'granted' && Date.now() - at < 180 * 86_400_000) {
      // The strictest of this cookie and the `consent` option counts. A frame that stores no cookie sends
      // nothing: the server cannot read the answer either.
      if (!writeCookie(consentCookieName, answer)) pixel.answer = 'denied';
    }
  } catch {
    // No answer is stored, or a sandboxed frame may not read cookies.
  }
}
