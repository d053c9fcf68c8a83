import { answered, type CookieReader, cookieReader, fieldsOf } from './cookie-reader.ts';

export interface C15tOptions {
  /** `storageConfig.storageKey` of the site's configuration. @default 'c15t' */
  cookieName?: string | undefined;
}

/**
 * Reads the cookie of c15t 2: `c.necessary:1,c.marketing:1,i.t:1764201600000`. Refused categories are
 * left out of it.
 *
 * @param category c15t's name of the category of Meta's advertising
 */
// https://c15t.com/docs
export function c15t(
  category = 'marketing',
  { cookieName = 'c15t' }: C15tOptions = {},
): CookieReader {
  return cookieReader(
    ['c15t', cookieName, `category ${category}`],
    (value) => {
      const field = fieldsOf(value);
      if (!value.includes(':')) return 'unreadable';
      // The answer's time. With the id of version 1 alone, c15t 2 asks again.
      const isAnswered =
        field('i.t') !== undefined && (field('i.sid') !== undefined || field('i.id') === undefined);
      return isAnswered ? answered(field(`c.${category}`) === '1') : 'unknown';
    },
    (value) => fieldsOf(value)('i.t'),
  );
}
