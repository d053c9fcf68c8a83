import { answered, type CookieReader, cookieReader, fieldsOf } from './cookie-reader.ts';

/**
 * Reads Cookiebot's `CookieConsent`: `{stamp:'…',necessary:true,marketing:true,method:'explicit',…}`.
 * The default that Cookiebot writes without asking, such as outside the EU, is `unknown`.
 */
// https://www.cookiebot.com/en/developer/
export function cookiebot(): CookieReader {
  return cookieReader(
    'CookieConsent',
    (value) => {
      if (isDefault(value)) return 'unknown';
      const fields = fieldsIn(value);
      if (isDefault(unquoted(fields.get('stamp')))) return 'unknown';
      if (unquoted(fields.get('method')) === 'implied') return 'unknown';
      return answered(fields.has('stamp') && fields.get('marketing') === 'true');
    },
    (value) => fieldsIn(value).get('utc'),
  );
}

function fieldsIn(value: string): Map<string, string> {
  return fieldsOf(value.replace(/^\{/, '').replace(/\}$/, ''), ',', ':');
}

/** `-1`: consent is not required in the visitor's region; `-2`: implied by using the page. */
function isDefault(stamp: string | undefined): boolean {
  return stamp === '-1' || stamp === '-2';
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/^'/, '').replace(/'$/, '');
}
