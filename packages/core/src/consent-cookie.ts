import { readConsent, strictestConsent } from './consent.ts';
import { cookieValues } from './cookie-header.ts';
import type { Consent } from './event.ts';

/**
 * The first-party cookie in which the Pixel half keeps the visitor's answer: `granted`, `limited`
 * or `denied`. A visitor who has not answered has none.
 */
export const consentCookieName = 'meta_consent';

/**
 * The answer in a `Cookie` header or in `document.cookie`; `undefined` without one. Of several such
 * cookies (another path, another domain) the strictest counts.
 */
export function consentFromCookies(cookies: string): Consent | undefined {
  const values = cookieValues(cookies, consentCookieName);
  return values.length === 0 ? undefined : strictestConsent(...values.map(readConsent));
}
