/**
 * Every value that a `Cookie` header or `document.cookie` holds under this name, in its order.
 *
 * @param read makes a value of the cookie's text; percent-decodes it by default
 */
// https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
export function cookieValues(
  cookies: string,
  name: string,
  read: (text: string) => string = decode,
): string[] {
  return cookies.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals >= 0 && pair.slice(0, equals).trim() === name
      ? [
          read(
            pair
              .slice(equals + 1)
              .trim()
              .replace(/^"(.*)"$/s, '$1'),
          ),
        ]
      : [];
  });
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Not percent-encoded: RFC 6265 asks for no encoding at all.
  }
}

/**
 * The values of the cookies whose names match this pattern, not percent-decoded. The pattern is from our
 * own code and has no groups: several names in fewer bytes than {@link cookieValues}.
 */
export function rawCookieValues(cookies: string, namePattern: string): string[] {
  const pairs = cookies.matchAll(new RegExp(`(^|;)\\s*(${namePattern})\\s*=([^;]*)`, 'g'));
  return Array.from(pairs, ([, , , value = '']) => value.trim().replace(/^"(.*)"$/s, '$1'));
}
