import { type Visitor, visitorFromRequest } from '@meta-capi/core';
import { readsCookies, vanillaCookieConsent } from '@meta-capi/core/consent-tools';

/**
 * Who sent a request. TRUST_PROXY says how many proxies of yours stand before the shop: without it
 * the visitor's IP address is not known, since anyone can write the header that names it.
 */
export function visitorOf(request: Request): Visitor {
  return visitorFromRequest(request, {
    // The shop's consent tool, as in components/consent-banner.tsx.
    consent: readsCookies(vanillaCookieConsent('marketing')),
    trustProxy: Number(process.env['TRUST_PROXY'] ?? 0),
  });
}
