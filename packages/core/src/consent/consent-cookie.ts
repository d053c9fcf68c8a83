import { rawCookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import { readConsent, strictestConsent } from './consent.ts';

/**
 * The first-party cookie in which the Pixel half keeps the visitor's answer: `granted`, `limited`
 * or `denied`. A visitor who has not answered has none.
 */
export const consentCookieName = 'meta_consent';

/**
 * The cookie in which the Pixel half keeps an answer that it cannot write into {@link consentCookieName}:
 * an http page can neither read nor replace a cookie that is `Secure`. A grant deletes it.
 */
// https://www.rfc-editor.org/rfc/rfc6265.html and https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis
export const refusalCookieName = 'meta_consent_refused';

/**
 * The answer in a `Cookie` header or in `document.cookie`; `undefined` without one. Of several such
 * cookies (another path, another domain) the strictest counts.
 */
export function consentFromCookies(cookies: string): Consent | undefined {
  const values = consentCookieValues(cookies);
  return values.length === 0 ? undefined : strictestConsent(...values.map(readConsent));
}

/** The values of both cookies. An answer has only letters, so it is never percent-encoded. */
export function consentCookieValues(cookies: string): string[] {
  return rawCookieValues(cookies, `${consentCookieName}|${refusalCookieName}`);
}
