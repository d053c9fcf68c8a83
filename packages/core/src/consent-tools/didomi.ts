import {
  answered,
  type CookieReader,
  cookieReader,
  includes,
  jsonObject,
} from './cookie-reader.ts';

/**
 * Reads Didomi's `didomi_token`. Granted is what enables the vendor and all of the purposes: a visitor
 * can refuse a purpose and leave the vendor enabled.
 *
 * @param vendor Meta's id in the notice, `facebook` or the site's own `c:…`
 * @param purposes the ids of the purposes that Meta needs in the notice; `[]` if it has none
 */
// https://developers.didomi.io/cmp/web-sdk/consent-notice/cookies
export function didomi(vendor: string, purposes: readonly string[]): CookieReader {
  return cookieReader(
    ['Didomi', 'didomi_token', `vendor ${vendor} with purposes`],
    (value) => {
      const { vendors, purposes: answers, version } = tokenOf(value);
      const isOpen = vendors === undefined && answers === undefined && version !== undefined;
      if (isOpen || version === null) return 'unknown';
      return answered(
        isEnabled(vendors, vendor) && purposes.every((purpose) => isEnabled(answers, purpose)),
      );
    },
    (value) => tokenOf(value)['updated'],
  );
}

function tokenOf(value: string): Readonly<Record<string, unknown>> {
  return jsonObject(atob(value));
}

function isEnabled(lists: unknown, id: string): boolean {
  const { enabled, disabled } = Object(lists) as Readonly<Record<string, unknown>>;
  return includes(enabled, id) && !includes(disabled, id);
}
