import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import { answered, type CookieReader, strictestOf, totalReader } from './cookie-reader.ts';

/**
 * Reads Complianz' `cmplz_marketing`, which counts once `cmplz_banner-status` is `dismissed`: before,
 * it holds the default of the visitor's region. The main site of a WordPress network writes
 * `cmplz_rt_…` instead; where a request has both, the strictest counts. So does a refusal of the service
 * `facebook` in `cmplz_consented_services`.
 *
 * @param category Complianz' name of the category of Meta's advertising
 */
// https://complianz.io/developers-guide-for-third-party-integrations
// cookiebanner/js/complianz.js and get_cookie_prefix() of the plugin
// https://github.com/Really-Simple-Plugins/complianz-gdpr
export function complianz(category = 'marketing'): CookieReader {
  return totalReader(['Complianz', 'cmplz_', category], (cookieHeader) =>
    strictestOf(
      ['cmplz_', 'cmplz_rt_'].flatMap((prefix) => {
        const valuesOf = (name: string) => cookieValues(cookieHeader, prefix + name);
        const states = valuesOf('banner-status');
        const isAnswered = states.length > 0 && states.every((state) => state === 'dismissed');
        const answers = valuesOf(category).map((value): Consent => {
          if (!/^(allow|deny)$/.test(value)) return 'unreadable';
          return isAnswered ? answered(value === 'allow') : 'unknown';
        });
        const isRefused = valuesOf('consented_services').some((value) => {
          const { facebook = true } = Object(JSON.parse(value || '{}'));
          return !facebook;
        });
        return isRefused || (isAnswered && answers.length === 0) ? 'denied' : answers;
      }),
      (answer) => answer,
    ),
  );
}
