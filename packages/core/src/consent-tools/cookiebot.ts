import { answered, type CookieReader, cookieReader, fieldsOf } from './cookie-reader.ts';

/**
 * Reads Cookiebot's `CookieConsent`: `{stamp:'…',necessary:true,marketing:true,method:'explicit',…}`.
 * The default that Cookiebot writes without asking, such as outside the EU, is `unknown`. So is a grant
 * without a method, which Cookiebot considers implied.
 */
// https://www.cookiebot.com/en/developer/: consent.method
export function cookiebot(): CookieReader {
  return cookieReader(
    'CookieConsent',
    (value) => {
      if (isDefault(value)) return 'unknown';
      const field = fieldsIn(value);
      if (isDefault(unquoted(field('stamp')))) return 'unknown';
      const method = unquoted(field('method'));
      const isGranted = field('stamp') !== undefined && field('marketing') === 'true';
      const isImplied = method === 'implied' || (isGranted && method !== 'explicit');
      return isImplied ? 'unknown' : answered(isGranted);
    },
    (value) => fieldsIn(value)('utc'),
  );
}

function fieldsIn(value: string): ReturnType<typeof fieldsOf> {
  return fieldsOf(value.replace(/^\{|\}$/g, ''), ',', ':');
}

/** `-1`: consent is not required in the visitor's region; `-2`: implied by using the page. */
function isDefault(stamp: string | undefined): boolean {
  return stamp === '-1' || stamp === '-2';
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/^'|'$/g, '');
}
