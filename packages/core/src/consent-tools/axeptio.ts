import { answered, type CookieReader, cookieReader, jsonObject } from './cookie-reader.ts';

export interface AxeptioOptions {
  /** `jsonCookieName` of the site's settings. @default 'axeptio_cookies' */
  cookieName?: string | undefined;
}

/**
 * Reads Axeptio's `axeptio_cookies`.
 *
 * @param vendor the name that the site gave to Meta's vendor, such as `facebook_pixel`
 */
// https://support.axeptio.eu/hc/en-gb/articles/30301629739665-Axeptio-Javascript-SDK
export function axeptio(
  vendor: string,
  { cookieName = 'axeptio_cookies' }: AxeptioOptions = {},
): CookieReader {
  return cookieReader(
    ['Axeptio', cookieName, `vendor ${vendor}`],
    (value) => {
      const cookie = jsonObject(value);
      if (cookie['$$completed'] === false) return 'unknown';
      return answered(cookie['$$completed'] === true && cookie[vendor] === true);
    },
    (value) => jsonObject(value)['$$date'],
  );
}
