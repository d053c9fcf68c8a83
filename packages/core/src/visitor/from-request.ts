import { allowsNothing, readConsent, strictestConsent } from '../consent/consent.ts';
import { consentOfVisitor, decidingSignal, type NamedAnswer } from '../consent/consent-signals.ts';
import { consentTime } from '../consent/consent-time.ts';
import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent, Visitor } from '../event/capi-event.ts';
import { isFetchRequest } from '../http/fetch-request.ts';
import { isRecord } from '../input/is-record.ts';
import { warnOnce } from '../report/warn-once.ts';
import { clickIdOf, isFbp } from './click-id.ts';
import { clientIpFromHeaders } from './client-ip.ts';
import { fbcOfPage } from './fbc-of-page.ts';
import { validVisitor } from './keys.ts';
import { peerOf } from './peer-address.ts';
import { pageOfRequest } from './request-page.ts';
import { hopsOf } from './trust-proxy.ts';

export interface VisitorFromRequestOptions {
  /**
   * How many proxies of yours every request passes. Each adds an entry to `X-Forwarded-For`; the
   * visitor's address is counted from the right. With 0, no header is trusted for the address,
   * the scheme or the host; the address is then that of the connection, where `toNodeHandler` or
   * `toLambdaHandler` made the request and `X-Forwarded-For` names no other. Anything but a whole
   * number (`'1'`, `true`) is reported on the console and counts as 0.
   * @default 0
   */
  trustProxy?: number | undefined;
  /**
   * The visitor's answer in your own consent tool, in addition to the `meta_consent` cookie: the answer
   * alone, or with the time of a grant and with `consentCarrier`, which names the tool in reports. Not
   * asynchronous. If it throws, or returns anything else, the consent is `unreadable`.
   */
  consent?:
    | ((request: Request) => Consent | Pick<Visitor, 'consent' | 'consentAt' | 'consentCarrier'>)
    | undefined;
}

/**
 * The visitor's data in a request: `_fbp` and `_fbc` cookies (or the page's `fbclid`), user
 * agent, page, referrer, and the public IP address, of the connection or behind `trustProxy`
 * proxies. Values that Meta would not accept are left out.
 *
 * Consent is the strictest of the `meta_consent` cookie, the `consent` option and `Sec-GPC: 1`,
 * which limits a consent and turns silence into a denial. If the visitor denied, or the answer is
 * unreadable, nothing else is read. Never throws: for anything but a Fetch `Request`, such as
 * Express's `req`, the consent is `unreadable`, and the console names the fix once.
 *
 * `fbc` made from an `fbclid` carries the present time: keep it with `visitorCookies`.
 */
export function visitorFromRequest(
  request: Request,
  options: VisitorFromRequestOptions = {},
): Visitor {
  return visitorOfPost(request, options, undefined);
}

/** {@link visitorFromRequest} for a request whose body holds the page's own reading of the consent. */
export function visitorOfPost(
  request: Request,
  options: VisitorFromRequestOptions,
  posted: unknown,
): Visitor {
  try {
    return readVisitor(request, options, posted);
  } catch {
    // Otherwise the developer would look for a refusal in the consent banner.
    if (!isFetchRequest(request)) warnOnce(noRequest);
    return { consent: 'unreadable', consentCarrier: needsRequest };
  }
}

// Both are shown behind `visitor.consent is unreadable`, in at most 80 plain characters.
const needsRequest = 'visitorFromRequest needs a Fetch Request: wrap the handler in toNodeHandler';
const notAtOnce = 'consent option: must be a function that returns the answer at once';

const noRequest =
  'visitorFromRequest needs a Fetch Request, and this object has no headers.get, so nothing is sent for this visitor. In Express and node:http, wrap the route with toNodeHandler, which makes a Request of req.';

function readVisitor(
  request: Request,
  options: VisitorFromRequestOptions,
  posted: unknown,
): Visitor {
  const { headers } = request;
  const cookies = headers.get('cookie') ?? '';
  const said = options.consent ? answerOf(options.consent, request) : undefined;
  const answers: NamedAnswer[] = said === undefined ? [] : [said];
  // A page without an answer asks no question: it neither hides nor weakens another carrier's.
  const answerOfPage = readConsent(posted);
  if (answerOfPage !== 'unknown')
    answers.push({ carrier: 'relayed consent', answer: answerOfPage });
  const signals = {
    cookies,
    said: answers.length > 0 ? strictestConsent(...answers.map(({ answer }) => answer)) : undefined,
    optsOut: headers.get('sec-gpc')?.includes('1') ?? false,
  };
  const consent = consentOfVisitor(signals);
  const consentCarrier = decidingSignal(consent, signals, answers);
  const decided: Visitor = consentCarrier === undefined ? { consent } : { consent, consentCarrier };
  if (consent === 'granted' && said?.at !== undefined) decided.consentAt = said.at;
  if (allowsNothing(consent)) return decided;
  const hops = hopsOf(options.trustProxy);
  const { page, referrer } = pageOfRequest(request, hops);
  const found = {
    fbp: cookieValues(cookies, '_fbp').find(isFbp),
    fbc: fbcOfPage(cookies, page && clickIdOf(page.searchParams), Date.now()),
    clientIpAddress: hops === 0 ? peerOf(request) : clientIpFromHeaders(headers, hops),
    clientUserAgent: headers.get('user-agent'),
    eventSourceUrl: page?.href,
    referrerUrl: referrer?.href,
  };
  return { ...validVisitor(found), ...decided };
}

interface TimedAnswer extends NamedAnswer {
  at?: number | undefined;
}

function answerOf(ask: unknown, request: Request): TimedAnswer {
  const carrier = 'consent option';
  if (typeof ask !== 'function') return { carrier: notAtOnce, answer: 'unreadable' };
  try {
    const answer: unknown = ask(request);
    if (isRecord(answer) && 'consent' in answer) {
      const { consent, consentAt, consentCarrier } = answer;
      return {
        carrier: typeof consentCarrier === 'string' ? shown(consentCarrier) : carrier,
        answer: readConsent(consent),
        at: consentTime(consentAt),
      };
    }
    if (!(answer instanceof Promise)) return { carrier, answer: readConsent(answer) };
    // An async function is a mistake that must not end the process when it rejects.
    answer.catch(() => undefined);
    return { carrier: notAtOnce, answer: 'unreadable' };
  } catch {
    return { carrier, answer: 'unreadable' };
  }
}

/** The name in the characters that a report shows; a site's own names may hold others. */
function shown(carrier: string): string {
  return carrier.replace(/[^\w .,:-]/g, '_').slice(0, 80);
}
