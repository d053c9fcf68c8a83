import { cookieAttributes, isDomain, type SetCookieOptions } from '../cookies/set-cookie.ts';
import type { Consent } from '../event/capi-event.ts';
import { warnOnce } from '../report/warn-once.ts';
import { readConsent } from './consent.ts';
import { consentCookieName, refusalCookieName } from './consent-cookie.ts';

/**
 * The values of the `Set-Cookie` headers that keep the visitor's answer for 180 days, in the cookie that
 * the Pixel half and `visitorFromRequest` read. A grant or an opt-out also deletes an earlier refusal:
 * the one in `meta_consent_refused`, and with a `domain` the cookies of the answering host alone.
 * Without the `domain`, a refusal that the Pixel half keeps for the whole domain stays.
 *
 * Safari deletes cookies that a script wrote after seven days; these stay.
 *
 * Never throws. Any other answer is kept as `unreadable`, so that nothing is sent, and reported on the
 * console. So is a `domain` that is not a domain name; the cookie is then the answering host's.
 *
 * @example
 * for (const cookie of consentCookies('granted', { domain: 'example.com' })) {
 *   response.headers.append('set-cookie', cookie);
 * }
 */
// https://webkit.org/tracking-prevention/
export function consentCookies(
  answer: Exclude<Consent, 'unknown' | 'unreadable'>,
  options: SetCookieOptions = {},
): string[] {
  const consent = readConsent(answer);
  const value = consent === 'unknown' ? 'unreadable' : consent;
  if (value === 'unreadable') {
    warnOnce(
      'the answer of consentCookies cannot be read, so nothing is sent for this visitor: give "granted", "limited" or "denied" in lower case.',
    );
  }
  let { domain } = options;
  if (domain !== undefined && !isDomain(domain)) {
    domain = undefined;
    warnOnce(
      'domain of consentCookies is not a domain name: give one such as example.com, without a port.',
    );
  }
  const ofHost = { secure: options.secure };
  const ofDomain = { ...ofHost, domain };
  const kept = `${consentCookieName}=${value}; ${cookieAttributes(halfAYear, ofDomain)}`;
  if (value !== 'granted' && value !== 'limited') return [kept];
  const deleted = [`${refusalCookieName}=; ${cookieAttributes(0, ofDomain)}`];
  if (domain !== undefined) {
    for (const name of [consentCookieName, refusalCookieName]) {
      deleted.push(`${name}=; ${cookieAttributes(0, ofHost)}`);
    }
  }
  return [kept, ...deleted];
}

/** As long as the Pixel half keeps it. */
const halfAYear = 180 * 86_400;
