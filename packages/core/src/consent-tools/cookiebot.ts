import { answered, type CookieReader, cookieReader, fieldsOf } from './cookie-reader.ts';

/**
 * Reads Cookiebot's `CookieConsent`: `{stamp:'…',necessary:true,marketing:true,method:'explicit',…}`.
 * The default that Cookiebot writes without asking, such as outside the EU, is `unknown`. So is a grant
 * without a method, which Cookiebot considers implied.
 */
// https://www.cookiebot.com/en/developer/: consent.method
export function cookiebot(): CookieReader {
  return cookieReader(
    ['Cookiebot', 'CookieConsent', 'marketing'],
    (value) => {
      const field = fieldsIn(value);
      const stamp = field('stamp');
      // -1: consent is not required in the visitor's region; -2: implied by using the page. Version 1
      // wrote that number alone.
      if (/^-[12]$/.test(stamp ?? value)) return 'unknown';
      const method = field('method');
      const isGranted = stamp !== undefined && field('marketing') === 'true';
      const isImplied = method === 'implied' || (isGranted && method !== 'explicit');
      return isImplied ? 'unknown' : answered(isGranted);
    },
    (value) => fieldsIn(value)('utc'),
  );
}

function fieldsIn(value: string): ReturnType<typeof fieldsOf> {
  return fieldsOf(value.replace(/[{}']/g, ''));
}
