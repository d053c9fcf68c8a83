import { readConsent } from './consent.ts';
import { consentCookieName } from './consent-cookie.ts';
import type { Consent } from './event.ts';
import { sayOnce } from './say-once.ts';
import { cookieAttributes, isDomain, type SetCookieOptions } from './set-cookie.ts';

/**
 * The value of a `Set-Cookie` header that keeps the visitor's answer for 180 days, in the cookie that
 * the Pixel half and `visitorFromRequest` read. Safari deletes cookies that a script wrote after seven
 * days; this one stays.
 *
 * Never throws. Any other answer is kept as `unreadable`, so that nothing is sent; a `domain` that is
 * no domain name is reported on the console, and the cookie is the answering host's.
 *
 * @example
 * response.headers.append('set-cookie', consentCookie('denied', { domain: 'example.com' }));
 */
// https://webkit.org/tracking-prevention/
export function consentCookie(
  answer: Exclude<Consent, 'unknown' | 'unreadable'>,
  options: SetCookieOptions = {},
): string {
  const consent = readConsent(answer);
  const value = consent === 'unknown' ? 'unreadable' : consent;
  const isUsable = options.domain === undefined || isDomain(options.domain);
  if (!isUsable) {
    sayOnce(
      'domain of consentCookie is no domain name: give one such as example.com, without a port.',
    );
  }
  const attributes = cookieAttributes(halfAYear, isUsable ? options : { secure: options.secure });
  return `${consentCookieName}=${value}; ${attributes}`;
}

/** As long as the Pixel half keeps it. */
const halfAYear = 180 * 86_400;
