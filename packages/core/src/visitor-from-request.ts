import { currentFbc, isFbp } from './click-id.ts';
import { clientIpFromHeaders } from './client-ip.ts';
import { readConsent } from './consent.ts';
import { consentCookieName } from './consent-cookie.ts';
import { consentOfVisitor } from './consent-of-visitor.ts';
import { cookieValues } from './cookie-header.ts';
import type { Consent, Visitor } from './event.ts';
import { latestFbc } from './latest-fbc.ts';
import { pageOfRequest } from './page-of-request.ts';
import { peerOf } from './peer-address.ts';
import { sayOnce } from './say-once.ts';
import { noticeUnreadable } from './unreadable-consent.ts';
import { readProperty, validVisitor } from './visitor-values.ts';

export interface VisitorFromRequestOptions {
  /**
   * How many proxies of yours every request passes. Each adds an entry to `X-Forwarded-For`; the
   * visitor's address is counted from the right. With 0, no header is believed about the address,
   * the scheme or the host; the address is then that of the connection, where `toNodeHandler` or
   * `toLambdaHandler` made the request and `X-Forwarded-For` names no other.
   * @default 0
   */
  trustProxy?: number | undefined;
  /**
   * What your own consent tool knows of this visitor, in addition to the `meta_consent` cookie. Not
   * asynchronous. If it throws, or answers anything but a {@link Consent}, that is a denial.
   */
  consent?: ((request: Request) => Consent) | undefined;
}

/**
 * What a request tells about the visitor: `_fbp` and `_fbc` cookies (or the page's `fbclid`), user
 * agent, page, referrer, and the public IP address, of the connection or behind `trustProxy`
 * proxies. Values that Meta would not take are left out.
 *
 * Consent is the strictest of the `meta_consent` cookie, the `consent` option and `Sec-GPC: 1`,
 * which limits a consent and turns silence into a denial. Of a visitor who denied, nothing else is
 * read. Never throws: what is no `Request` at all, such as Express's `req`, counts as a denial, and
 * the console says so once.
 *
 * `fbc` made from an `fbclid` carries the present time: keep it with `visitorCookies`.
 */
export function visitorFromRequest(
  request: Request,
  options: VisitorFromRequestOptions = {},
): Visitor {
  try {
    return readVisitor(request, options);
  } catch {
    // Else somebody would look for the refusal in the consent banner.
    if (!isRequest(request)) sayOnce(noRequest);
    return { consent: 'denied' };
  }
}

const noRequest =
  'visitorFromRequest was given no Fetch Request (it has no headers.get), so nothing may be sent for this visitor. Express’s and node:http’s req is none: wrap the route with toNodeHandler, which gives it a Request.';

function isRequest(request: unknown): boolean {
  return typeof readProperty(readProperty(request, 'headers'), 'get') === 'function';
}

function readVisitor(request: Request, options: VisitorFromRequestOptions): Visitor {
  const { headers } = request;
  const cookies = headers.get('cookie') ?? '';
  for (const answer of cookieValues(cookies, consentCookieName)) noticeUnreadable(answer);
  const consent = consentOfVisitor({
    cookies,
    said: options.consent && answerOf(options.consent, request),
    optsOut: headers.get('sec-gpc')?.includes('1') ?? false,
  });
  if (consent === 'denied') return { consent };
  const hops = options.trustProxy ?? 0;
  const { page, referrer } = pageOfRequest(request, hops);
  const fbclid = page?.searchParams.get('fbclid') ?? undefined;
  const found = {
    fbp: cookieValues(cookies, '_fbp').find(isFbp),
    fbc: currentFbc(latestFbc(cookies), fbclid, Date.now()),
    clientIpAddress: hops === 0 ? peerOf(request) : clientIpFromHeaders(headers, hops),
    clientUserAgent: headers.get('user-agent'),
    eventSourceUrl: page?.href,
    referrerUrl: referrer?.href,
  };
  return { ...validVisitor(found), consent };
}

function answerOf(ask: (request: Request) => Consent, request: Request): Consent {
  const answer: unknown = ask(request);
  // An async function is a mistake that must not end the process when it rejects.
  if (answer instanceof Promise) answer.catch(() => undefined);
  return readConsent(answer);
}
