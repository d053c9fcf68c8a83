import type { Consent } from '../event/capi-event.ts';
import { readConsent, strictestConsent } from './consent.ts';
import { consentCookieValues } from './consent-cookie.ts';

/** Every place where a visitor's answer may be; the server and the browser read the same ones. */
export interface ConsentSignals {
  /** A `Cookie` header or `document.cookie`. */
  cookies: string;
  /** What the site's own consent tool says, as it was given; `undefined` if it was not asked. */
  said?: unknown;
  /** Global Privacy Control: the header `Sec-GPC: 1`, `navigator.globalPrivacyControl`. */
  optsOut: boolean;
}

/**
 * The strictest of what the signals say. Global Privacy Control limits a consent and turns silence
 * into a denial.
 */
export function consentOfVisitor({ cookies, said, optsOut }: ConsentSignals): Consent {
  const answers: unknown[] = consentCookieValues(cookies);
  if (said !== undefined) answers.push(said);
  const answer = strictestConsent(...answers.map(readConsent));
  // An opt-out of selling and sharing: https://w3c.github.io/gpc/
  return optsOut ? strictestConsent(answer, 'limited') : answer;
}
