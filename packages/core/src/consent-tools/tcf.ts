import { type TCModel, TCString } from '@iabtechlabtcf/core';
import { cookieValues } from '../cookies/cookie-header.ts';
import type { Consent } from '../event/capi-event.ts';
import { answered, type CookieReader, strictestOf, totalReader } from './cookie-reader.ts';
import { withoutVendors } from './tc-core.ts';
import { consentsToMeta, isValidTcString } from './tc-string.ts';

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
  try {
    return answered(consentsToPurposes(String(tcString)) && consentsToMeta(additionalConsent));
  } catch {
    return 'denied'; // The decoder throws on what is not a string of version 2.
  }
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
  const read = (cookieHeader: string): Consent => {
    const given = cookieValues(cookieHeader, additionalConsentCookieName);
    const isMetaAllowed = given.length > 0 && given.every(consentsToMeta);
    return strictestOf(cookieValues(cookieHeader, cookieName), (tcString) =>
      answered(isMetaAllowed && consentsToPurposes(tcString)),
    );
  };
  return totalReader(read, (cookieHeader) =>
    cookieValues(cookieHeader, cookieName).map((tcString) =>
      decode(tcString).lastUpdated.getTime(),
    ),
  );
}

/** Store and access; an advertising profile; personalised advertising; measuring advertising. */
// https://iabeurope.eu/iab-europe-transparency-consent-framework-policies/
const purposes = [1, 3, 4, 7] as const;

/** @throws where it cannot be decoded */
function consentsToPurposes(tcString: string): boolean {
  if (!isValidTcString(tcString)) return false;
  const { purposeConsents } = decode(tcString);
  return purposes.every((purpose) => purposeConsents.has(purpose));
}

/** Only the core segment, without its lists of vendors. @throws where it is not of version 2 */
function decode(tcString: string): TCModel {
  return TCString.decode(withoutVendors(tcString.split('.', 1)[0] ?? ''));
}
