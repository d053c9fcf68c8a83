import { holdsToken } from '../privacy/page-token.ts';
import { holdsPersonalData } from '../privacy/personal-data.ts';
import { clickIdOf } from './click-id.ts';

// Campaign parameters show where a visitor came from; any other one may hold an order, a token, an
// address. Meta does not document that it needs a query at all.
const keptParameters = /^(?:fbclid|utm_[a-z_]{1,30})$/;

/**
 * The part of a page's address that may be sent: http or https, host and path, and of the query only `fbclid`
 * and `utm_*`. No user name, password or fragment; no path or parameter that holds an e-mail address
 * or a phone number, and no part of a path that is a token. An address of more than 2,048 characters
 * keeps only the click id of its query, and a longer path becomes `/`. `undefined` for
 * anything else.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export function pageUrl(value: unknown): string | undefined {
  const plain = plainPage(value);
  if (plain !== undefined) return plain;
  const url = parseHttpUrl(value);
  if (url === undefined) return undefined;
  const search = keptQuery(url);
  const address = originAndPath(url) + (search && `?${search}`);
  return address.length <= longest ? address : shortened(url);
}

const longest = 2048;

/** A long query is no reason to lose the page and the click. */
function shortened(url: URL): string | undefined {
  const clickId = clickIdOf(url.searchParams);
  const query = clickId === undefined ? '' : `?fbclid=${clickId}`;
  const addresses = [originAndPath(url) + query, `${url.origin}/${query}`];
  return addresses.find(({ length }) => length <= longest);
}

/** The same without any query: what may be stored in another system. */
export function pageUrlWithoutQuery(value: unknown): string | undefined {
  const url = pageUrl(value);
  return url?.split('?', 1)[0];
}

/** The page of an address that needs no parser: most do not, and it takes five times as long. */
function plainPage(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longest) return undefined;
  const mark = value.indexOf('?');
  const page = mark === -1 ? value : value.slice(0, mark);
  if (!plainShape.test(page) || holdsPersonalData(page)) return undefined;
  if (mark !== -1 && !isDroppedQuery(value.slice(mark + 1))) return undefined;
  return longPart.test(page) && page.split('/').some(holdsToken) ? undefined : page;
}

/** A part of a path that may be a token: most addresses have none. */
const longPart = /\/[\w-]{20}/;

// Contains nothing that a parser would change.
const plainShape = /^https?:\/\/(?:[a-z][a-z\d]*(?:-[a-z\d]+)*\.)+[a-z]+\/[\w/-]*$/;

/** A plain query of which nothing is kept. */
function isDroppedQuery(query: string): boolean {
  return plainQuery.test(query) && !query.includes('fbclid') && !query.includes('utm_');
}

const plainQuery = /^[\w&=.-]*$/;

/** A text that is an absolute http or https address, parsed. */
export function parseHttpUrl(value: unknown): URL | undefined {
  // The parser would take out control characters silently; no browser sends any.
  if (typeof value !== 'string' || value.length > 65_536 || /\p{Cc}/u.test(value)) return undefined;
  try {
    const url = new URL(value);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function keptQuery({ searchParams }: URL): string {
  const query = new URLSearchParams();
  for (const [name, text] of searchParams) {
    if (keptParameters.test(name) && !holdsPersonalData(text)) query.append(name, text);
  }
  return query.toString();
}

function originAndPath({ origin, pathname }: URL): string {
  const parts = pathname.split('/');
  if (parts.some(holdsPersonalData)) return `${origin}/`;
  return origin + (parts.some(holdsToken) ? withoutTokens(parts) : pathname);
}

function withoutTokens(parts: readonly string[]): string {
  const path = parts.filter((part) => !holdsToken(part)).join('/');
  return path === '' ? '/' : path;
}
