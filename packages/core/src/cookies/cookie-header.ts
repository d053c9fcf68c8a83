/**
 * Every value that a `Cookie` header or `document.cookie` holds under this name, in its order. A name
 * may be a regular expression without groups.
 */
// https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
export function cookieValues(cookies: string, name: string): string[] {
  return rawCookieValues(cookies, name).map(decode);
}

/** {@link cookieValues} for values that are never percent-encoded. */
export function rawCookieValues(cookies: string, name: string): string[] {
  const pairs = cookies.matchAll(new RegExp(`(^|;)\\s*(${name})\\s*=([^;]*)`, 'g'));
  return Array.from(pairs, ([, , , value = '']) => value.trim().replace(/^"(.*)"$/s, '$1'));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Not percent-encoded: RFC 6265 asks for no encoding at all.
  }
}
