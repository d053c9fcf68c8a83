import { answered, type CookieReader, cookieReader, jsonObject } from './cookie-reader.ts';

export interface KlaroOptions {
  /** `storageName` of the site's configuration. @default 'klaro' */
  cookieName?: string | undefined;
}

/**
 * Reads the cookie of Klaro 0.7.
 *
 * @param service the name that the site gave to Meta's service in `services`
 */
// https://klaro.org/docs/integration/annotated-configuration
export function klaro(service: string, { cookieName = 'klaro' }: KlaroOptions = {}): CookieReader {
  return cookieReader(['Klaro', cookieName, `service ${service}`], (value) =>
    // Klaro encodes what it keeps in localStorage too, which storedAsCookies encodes again.
    answered(
      jsonObject(value.startsWith('%') ? decodeURIComponent(value) : value)[service] === true,
    ),
  );
}
