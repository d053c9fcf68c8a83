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
 * Reads what Usercentrics 2 keeps: `uc_settings` and `uc_user_interaction`. Usercentrics writes no
 * cookies but localStorage, so a page gives {@link storedAsCookies}, and a server sees an answer only
 * where the page copies both into cookies or the Pixel half keeps `meta_consent`.
 *
 * @param service the id of Meta's service (a template id) in `services`
 */
// https://docs.usercentrics.com/
export function usercentricsV2(service: string): CookieReader {
  return totalReader(['Usercentrics', 'uc_settings', `service ${service}`], (cookieHeader) => {
    const interactions = cookieValues(cookieHeader, 'uc_user_interaction');
    const isAnswered =
      interactions.length > 0 && interactions.every((interaction) => interaction === 'true');
    return strictestOf(cookieValues(cookieHeader, 'uc_settings'), (value) => {
      const { services } = jsonObject(value);
      if (!Array.isArray(services)) return 'unreadable';
      if (!isAnswered) return 'unknown';
      const own = services.filter((each: unknown) => isRecord(each) && each['id'] === service);
      return answered(
        own.length > 0 && own.every((each: { status?: unknown }) => each.status === true),
      );
    });
  });
}
