import { publicUrl } from '../visitor/request-page.ts';

/** Tells posts of pages at these origins from all others, as far as browsers send them. */
export function createOriginCheck(
  origins: readonly string[],
  trustProxy = 0,
): (request: Request) => boolean {
  const allowed: ReadonlySet<unknown> = new Set(origins);
  const hosts: ReadonlySet<unknown> = new Set(
    origins.filter(isOrigin).map((origin) => new URL(origin).host),
  );
  return (request) => {
    const origin = request.headers.get('origin');
    if (origin !== 'null') return allowed.has(origin);
    // So writes Firefox where the page's Referrer-Policy is no-referrer, as helmet's default is.
    // https://fetch.spec.whatwg.org/#append-a-request-origin-header
    // That such a page is of the route's own origin Sec-Fetch-Site says, which no page can write, and
    // which that is the Host header. Browsers send it to https alone, so the scheme needs no look.
    // https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
    return (
      request.headers.get('sec-fetch-site') === 'same-origin' &&
      hosts.has(publicUrl(request, trustProxy)?.host)
    );
  };
}

/** Scheme, host and port as browsers write them, and nothing else? */
export function isOrigin(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text;
}
