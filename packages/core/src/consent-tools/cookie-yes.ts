import { answered, type CookieReader, cookieReader, fieldsOf } from './cookie-reader.ts';

/**
 * Reads CookieYes' `cookieyes-consent`: `consentid:…,consent:yes,action:yes,…,advertisement:yes`.
 * Without `action:yes` the categories are the default of the visitor's region.
 *
 * @param category CookieYes' name of the category of Meta's advertising
 */
// https://www.cookieyes.com/documentation/cookies-set-by-cookieyes/
export function cookieYes(category = 'advertisement'): CookieReader {
  return cookieReader(['CookieYes', 'cookieyes-consent', `category ${category}`], (value) => {
    const field = fieldsOf(value);
    const action = field('action');
    if (action === '' || action === 'no') return 'unknown';
    return answered(action === 'yes' && field('consent') === 'yes' && field(category) === 'yes');
  });
}
