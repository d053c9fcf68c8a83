import { strictestConsent } from '../consent/consent.ts';
import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import {
  answered,
  type CookieReader,
  fieldsOf,
  strictestOf,
  totalReader,
} from './cookie-reader.ts';

/**
 * Reads OneTrust's `OptanonConsent`. Its groups hold the regional default until the visitor answers,
 * so a cookie without an interaction is `unknown`, unless `OptanonAlertBoxClosed` says that the
 * banner was closed. `isGpcEnabled=1` limits a grant and makes an open question a denial.
 *
 * @param group the id of the group of Meta's advertising
 */
// https://my.onetrust.com/s/article/UUID-2dc719a8-4be5-8d16-1dc8-c7b4147b88e0
export function oneTrust(group = 'C0004'): CookieReader {
  return totalReader((cookieHeader) => {
    const isClosed = closedAt(cookieHeader).some(Boolean);
    return strictestOf(cookieValues(cookieHeader, 'OptanonConsent'), (value) => {
      const fields = fieldsOf(value, '&', '=');
      const groups = fields.get('groups');
      if (groups === undefined) return 'denied';
      const isAnswered = isClosed || /^[1-9]/.test(fields.get('interactionCount') ?? '');
      const answer: Consent =
        isAnswered && fields.get('AwaitingReconsent') !== 'true'
          ? answered(fieldsOf(groups, ',', ':').get(group) === '1')
          : 'unknown';
      return fields.get('isGpcEnabled') === '1' ? strictestConsent(answer, 'limited') : answer;
    });
  }, closedAt);
}

/** When the banner was closed; `datestamp` in the other cookie is that of the last page. */
function closedAt(cookieHeader: string): readonly string[] {
  return cookieValues(cookieHeader, 'OptanonAlertBoxClosed');
}
