import type { Visitor } from '../event/capi-event.ts';
import type { CookieReader } from './cookie-reader.ts';

/**
 * The `consent` option of `visitorFromRequest` that gives the reader the request's cookies. Of tools that
 * store when the visitor granted it, the time comes with the answer, as `visitor.consentAt`.
 *
 * @example
 * visitorFromRequest(request, { consent: readsCookies(klaro('metaPixel')) });
 */
export function readsCookies(
  read: CookieReader,
): (request: Request) => Pick<Visitor, 'consent' | 'consentAt' | 'consentCarrier'> {
  return (request) => {
    const cookies = request.headers.get('cookie') ?? '';
    const consent = read(cookies);
    // A tool may keep the time of an earlier grant beside a refusal, which then counts from when it is seen.
    const consentAt = consent === 'granted' ? read.grantedAt?.(cookies) : undefined;
    return { consent, consentAt, consentCarrier: read.decidedBy?.(cookies) };
  };
}
