import { TCString } from '@iabtechlabtcf/core';
import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import {
  answered,
  attempt,
  type CookieReader,
  cookieReader,
  readable,
  totalReader,
} from './cookie-reader.ts';
import { withoutVendors } from './tc-core.ts';
import { consentsToMeta, isValidTcString, tcStringUpdatedAt } from './tc-string.ts';

export interface TcfStrings {
  /** The TC string of TCF 2.2 or 2.3. */
  tcString: string | undefined;
  /** Google's Additional Consent string: `2~89.20~dv.`, `1~89.20`. */
  additionalConsent: string | undefined;
}

/**
 * Reads a TC string with Google's Additional Consent string. `granted` needs the purposes 1, 3, 4 and
 * 7 and the consent to Meta, which is not on the IAB's vendor list but number 89 on Google's. No TC
 * string is `unknown`; everything else, an unreadable string too, is `denied`. Never throws.
 *
 * A string created or updated after 2026-02-28 without its list of disclosed vendors is invalid, so it
 * is `denied`. `tcf()` of `@meta-capi/pixel/consent-tools` obeys the same rules.
 */
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
export function readTcf({ tcString, additionalConsent }: TcfStrings): Consent {
  if ((tcString ?? '') === '') return 'unknown';
  const read = (): Consent =>
    consentsToMeta(additionalConsent) ? purposesOf(String(tcString)) : 'denied';
  return readable(attempt(read, 'unreadable'));
}

export interface TcfCookieOptions {
  /** The TC string's cookie: `eupubconsent-v2` for OneTrust. @default 'euconsent-v2' */
  cookieName?: string | undefined;
  /**
   * The Additional Consent string's cookie: `OTAdditionalConsentString` for OneTrust.
   * @default 'addtl_consent'
   */
  additionalConsentCookieName?: string | undefined;
}

/** The reader of the cookies in which a consent tool keeps both strings. Needs `@iabtechlabtcf/core`. */
export function tcfCookies({
  cookieName = 'euconsent-v2',
  additionalConsentCookieName = 'addtl_consent',
}: TcfCookieOptions = {}): CookieReader {
  const ofPurposes = cookieReader(
    ['TCF', cookieName, 'purposes 1, 3, 4 and 7'],
    purposesOf,
    (tcString) => (tcStringUpdatedAt(tcString) ?? Number.NaN) * 1000,
  );
  const ofMeta = totalReader(
    ['TCF', additionalConsentCookieName, 'provider 89'],
    (cookieHeader) => {
      const given = cookieValues(cookieHeader, additionalConsentCookieName);
      return answered(given.length > 0 && given.every(consentsToMeta));
    },
  );
  const deciding = (cookieHeader: string) =>
    ofPurposes(cookieHeader) === 'granted' ? ofMeta : ofPurposes;
  return Object.assign((cookieHeader: string) => deciding(cookieHeader)(cookieHeader), {
    decidedBy: (cookieHeader: string) => deciding(cookieHeader).decidedBy(cookieHeader),
    grantedAt: ofPurposes.grantedAt,
  });
}

/** Store and access; an advertising profile; personalised advertising; measuring advertising. */
// https://iabeurope.eu/iab-europe-transparency-consent-framework-policies/
const purposes = [1, 3, 4, 7] as const;

/** @throws where it cannot be decoded */
function purposesOf(tcString: string): Consent {
  if (!isValidTcString(tcString)) return 'unreadable';
  // Only the core segment, without its lists of vendors. The decoder throws on what it refuses.
  const { purposeConsents } = TCString.decode(withoutVendors(tcString));
  return answered(purposes.every((purpose) => purposeConsents.has(purpose)));
}
