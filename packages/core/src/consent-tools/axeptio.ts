import { answered, type CookieReader, cookieReader, jsonObject } from './cookie-reader.ts';

/**
 * Reads Axeptio's `axeptio_cookies`.
 *
 * @param vendor the name that the site gave to Meta's vendor, such as `facebook_pixel`
 */
// https://support.axeptio.eu/hc/en-gb
export function axeptio(vendor: string): CookieReader {
  return cookieReader(
    'axeptio_cookies',
    (value) => {
      const cookie = jsonObject(value);
      if (cookie['$$completed'] === false) return 'unknown';
      return answered(cookie['$$completed'] === true && cookie[vendor] === true);
    },
    (value) => jsonObject(value)['$$date'],
  );
}
