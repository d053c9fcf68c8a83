import { cookieValues } from '../cookies/cookie-header.ts';
import { answered, type CookieReader, strictestOf, totalReader } from './cookie-reader.ts';

/**
 * Reads Complianz' `cmplz_marketing`, which counts once `cmplz_banner-status` is `dismissed`: before,
 * it holds the default of the visitor's region.
 *
 * @param category Complianz' name of the category of Meta's advertising
 */
// https://complianz.io/developers-guide-for-third-party-integrations
export function complianz(category = 'marketing'): CookieReader {
  return totalReader((cookieHeader) => {
    const states = cookieValues(cookieHeader, 'cmplz_banner-status');
    const isAnswered = states.length > 0 && states.every((state) => state === 'dismissed');
    const values = cookieValues(cookieHeader, `cmplz_${category}`);
    if (isAnswered && values.length === 0) return 'denied';
    return strictestOf(values, (value) => {
      if (value !== 'allow' && value !== 'deny') return 'denied';
      return isAnswered ? answered(value === 'allow') : 'unknown';
    });
  });
}
