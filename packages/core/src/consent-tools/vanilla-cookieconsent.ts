import { type CookieReader, cookieReader, includes, jsonObject } from './cookie-reader.ts';

export interface VanillaCookieConsentOptions {
  /** Meta's service in that category, where the site lists services: `services: { marketing: { meta: … } }`. */
  service?: string | undefined;
  /** `revision` of the site's configuration: a grant to another revision is `unknown`. */
  revision?: number | undefined;
  /** `cookie.name` of the site's configuration. @default 'cc_cookie' */
  cookieName?: string | undefined;
}

/**
 * Reads the cookie of vanilla-cookieconsent 3.
 *
 * @param category the name that the site gave to the category of Meta's advertising
 */
// https://cookieconsent.orestbida.com/reference/configuration-reference.html
export function vanillaCookieConsent(
  category: string,
  { service, revision, cookieName = 'cc_cookie' }: VanillaCookieConsentOptions = {},
): CookieReader {
  return cookieReader(
    ['vanilla-cookieconsent', cookieName, `category ${category}`],
    (value) => {
      const cookie = jsonObject(value);
      if (!Array.isArray(cookie['categories'])) return 'unreadable';
      const { services } = cookie;
      const isGranted =
        includes(cookie['categories'], category) &&
        (service === undefined || includes(Object(services)[category], service));
      if (!isGranted) return 'denied';
      return revision === undefined || cookie['revision'] === revision ? 'granted' : 'unknown';
    },
    (value) => jsonObject(value)['lastConsentTimestamp'],
  );
}
