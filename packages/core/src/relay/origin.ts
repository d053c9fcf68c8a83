import { publicUrl } from '../visitor/request-page.ts';

/** Whether a post comes from a page at one of these origins, as far as a browser sends it. */
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
    // Firefox sends `null` if the page's Referrer-Policy is no-referrer, helmet's default.
    // https://fetch.spec.whatwg.org/#append-a-request-origin-header
    // Then Sec-Fetch-Site, which a page cannot set, shows that page and route have the same origin, and
    // the Host header shows which. Browsers send Sec-Fetch-Site to https only, so the scheme is known.
    // https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
    return (
      request.headers.get('sec-fetch-site') === 'same-origin' &&
      hosts.has(publicUrl(request, trustProxy)?.host)
    );
  };
}

/** Whether a text is scheme, host and port as browsers write them, and nothing else. */
export function isOrigin(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && new URL(text).origin === text;
}
