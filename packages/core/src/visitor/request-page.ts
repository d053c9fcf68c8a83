import { isHost } from '../http/host.ts';
import { forwarded } from './client-ip.ts';
import { parseHttpUrl } from './page-url.ts';

/** The page that a request belongs to, and the one that led there, as far as they are known. */
export interface PageOfRequest {
  page: URL | undefined;
  referrer: URL | undefined;
}

/**
 * A page asked for by the browser's navigation is its own URL and came from its `Referer`.
 * Everything else (`fetch`, a form's POST) was sent *by* a page: that is the `Referer`, never the
 * URL of the route, unless it is another site's.
 */
export function pageOfRequest(request: Request, hops: number): PageOfRequest {
  const url = publicUrl(request, hops);
  const referrer = parseHttpUrl(request.headers.get('referer'));
  if (isNavigation(request)) return { page: url, referrer };
  return {
    page: isOwnPage(referrer, url, request.headers) ? referrer : undefined,
    referrer: undefined,
  };
}

// https://www.w3.org/TR/fetch-metadata/: browsers send it over https; else Accept has to tell.
function isNavigation({ method, headers }: Request): boolean {
  const mode = headers.get('sec-fetch-mode');
  const document =
    mode === null ? (headers.get('accept') ?? '').includes('text/html') : mode === 'navigate';
  return document && (method === 'GET' || method === 'HEAD');
}

function isOwnPage(referrer: URL | undefined, url: URL | undefined, headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  return site === null
    ? referrer !== undefined && referrer.hostname === url?.hostname
    : site === 'same-origin' || site === 'same-site';
}

/** The URL that the browser asked for, as far as Host and `hops` trusted proxies tell. */
// Behind a proxy request.url is often http://localhost:3000. Host is what the browser asked for,
// unless the proxy changed it; then, as for the scheme, a trusted proxy says so.
export function publicUrl({ url, headers }: Request, hops: number): URL | undefined {
  const internal = parseHttpUrl(url);
  if (internal === undefined) return undefined;
  const said = (name: string): string | undefined =>
    // Not every proxy of a chain adds its own entry to these two.
    forwarded(headers, name, hops) ?? forwarded(headers, name, Math.min(hops, 1));
  const scheme = said('x-forwarded-proto') ?? internal.protocol.slice(0, -1);
  const host = said('x-forwarded-host') ?? headers.get('host') ?? internal.host;
  return isHost(host)
    ? parseHttpUrl(`${scheme}://${host}${internal.pathname}${internal.search}`)
    : undefined;
}
