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
 * Reads OneTrust's `OptanonConsent`. Its groups hold the regional default until the visitor answers, so a
 * grant needs `OptanonAlertBoxClosed`, which OneTrust writes when the banner is closed: since 2024 an
 * `interactionCount` of 1 is also the count of a visitor whom no banner has asked. `isGpcEnabled=1`
 * limits a grant and makes an open question a denial.
 *
 * @param group the id of the group of Meta's advertising
 */
// https://my.onetrust.com/articles/en_US/Knowledge/UUID-2dc719a8-4be5-8d16-1dc8-c7b4147b88e0
export function oneTrust(group = 'C0004'): CookieReader {
  const readerWith = (gpcAnswer: Consent) =>
    totalReader(
      ['OneTrust', 'OptanonConsent', `group ${group}`],
      (cookieHeader) => {
        const isClosed = closedAt(cookieHeader).some(Boolean);
        return strictestOf(cookieValues(cookieHeader, 'OptanonConsent', String), (value) => {
          const [groups, interactions, awaits, gpc] = decisive.map(fieldsOf(value, '&', '='));
          if (groups === undefined) return 'unreadable';
          const isGranted = fieldsOf(decodeURIComponent(groups))(group) === '1';
          // A refusal may also be given without the banner.
          const isAnswered = isClosed || (!isGranted && Number(interactions) > 0);
          return strictestConsent(
            isAnswered && awaits !== 'true' ? answered(isGranted) : 'unknown',
            gpc === '1' ? gpcAnswer : 'granted',
          );
        });
      },
      closedAt,
    );
  // Where the two answers differ, GPC decided.
  const reader = readerWith('limited');
  const withoutGpc = readerWith('granted');
  return Object.assign(reader, {
    decidedBy: (cookieHeader: string) =>
      reader(cookieHeader) === withoutGpc(cookieHeader)
        ? withoutGpc.decidedBy(cookieHeader)
        : 'OneTrust cookie OptanonConsent, isGpcEnabled on',
  });
}

// Other fields, such as `landingPath`, contain what visitors and sites write.
const decisive = ['groups', 'interactionCount', 'AwaitingReconsent', 'isGpcEnabled'];

/** When the banner was closed; `datestamp` in the other cookie is that of the last page. */
function closedAt(cookieHeader: string): readonly string[] {
  return cookieValues(cookieHeader, 'OptanonAlertBoxClosed');
}
