/** Every value that a `Cookie` header or `document.cookie` holds under this name, in its order. */
// https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1
export function cookieValues(cookies: string, name: string): string[] {
  return cookies.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals >= 0 && pair.slice(0, equals).trim() === name
      ? [
          decode(
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
