import { readConsent } from '../consent/consent.ts';
import { cookieAttributes, isDomain, type SetCookieOptions } from '../cookies/set-cookie.ts';
import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { validVisitor } from './keys.ts';

export interface VisitorCookieOptions extends SetCookieOptions {
  /** @default true, unless `eventSourceUrl` is plain http */
  secure?: boolean | undefined;
}

/**
 * The values of the `Set-Cookie` headers that keep `_fbp` and `_fbc` for 90 days from now; none
 * unless consent is granted. They are not `HttpOnly`, since the Pixel reads them. A `domain` that is
 * not a domain name gives none. Never throws.
 *
 * They belong to one visitor: respond with `Cache-Control: private, no-store`, or a CDN may send them to all.
 *
 * @example
 * for (const cookie of visitorCookies(visitor, { domain: 'example.com' })) {
 *   response.headers.append('set-cookie', cookie);
 * }
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export function visitorCookies(visitor: Visitor, options: VisitorCookieOptions = {}): string[] {
  if (readConsent(readProperty(visitor, 'consent')) !== 'granted') return [];
  const { fbp, fbc, eventSourceUrl } = validVisitor(visitor);
  const { domain, secure = !eventSourceUrl?.startsWith('http:') } = options;
  if (domain !== undefined && !isDomain(domain)) return [];
  const attributes = cookieAttributes(ninetyDays, { domain, secure });
  return Object.entries({ _fbp: fbp, _fbc: fbc }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}; ${attributes}`],
  );
}

const ninetyDays = 7_776_000;
