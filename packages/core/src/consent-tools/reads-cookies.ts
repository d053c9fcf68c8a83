import type { Consent } from '../event/capi-event.ts';
import type { CookieReader } from './cookie-reader.ts';

/**
 * The `consent` option of `visitorFromRequest` that gives the reader the request's cookies.
 *
 * @example
 * visitorFromRequest(request, { consent: readsCookies(klaro('metaPixel')) });
 */
export function readsCookies(read: CookieReader): (request: Request) => Consent {
  return (request) => read(request.headers.get('cookie') ?? '');
}
