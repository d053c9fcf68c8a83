import { cookieValues } from '../cookies/cookie-header.ts';
import { isRecord } from '../input/is-record.ts';
import {
  answered,
  type CookieReader,
  jsonObject,
  strictestOf,
  totalReader,
} from './cookie-reader.ts';

/**
 * Reads iubenda's `_iub_cs-<id>`. A notice without separate purposes is granted or denied as a whole.
 *
 * @param purpose the number of the purpose of Meta's advertising; 5 is iubenda's marketing
 */
// https://www.iubenda.com/en/help/1205-how-to-configure-your-cookie-solution-advanced-guide
export function iubenda(purpose: number | string = 5): CookieReader {
  return totalReader(
    ['iubenda', '_iub_cs-', `purpose ${purpose}`],
    (cookieHeader) =>
      strictestOf(valuesIn(cookieHeader), (value) => {
        const { consent, purposes } = jsonObject(value);
        if (purposes === undefined && consent === undefined) return 'unknown';
        if (consent === false) return 'denied';
        return answered(
          isRecord(purposes)
            ? purposes[purpose] === true
            : purposes === undefined && consent === true,
        );
      }),
    (cookieHeader) => valuesIn(cookieHeader).map((value) => jsonObject(value)['timestamp']),
  );
}

function valuesIn(cookieHeader: string): readonly string[] {
  return cookieHeader.split(';').flatMap((cookie) => {
    // Not _iub_cs-<id>-uspr or -granular, which hold something else.
    const name = /(_iub_cs-s?\d+)\s*=/.exec(cookie)?.[1];
    return name === undefined ? [] : cookieValues(cookie, name);
  });
}
