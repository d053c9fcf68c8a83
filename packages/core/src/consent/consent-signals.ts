import type { Consent } from '../event/capi-event.ts';
import { readConsent, strictestConsent } from './consent.ts';
import { consentCookieName, consentCookieValues } from './consent-cookie.ts';

/** Every place where a visitor's answer may be; the server and the browser read the same ones. */
export interface ConsentSignals {
  /** A `Cookie` header or `document.cookie`. */
  cookies: string;
  /** The answer of the site's own consent tool, unchanged; `undefined` without a tool. */
  said?: unknown;
  /** Global Privacy Control: the header `Sec-GPC: 1`, `navigator.globalPrivacyControl`. */
  optsOut: boolean;
}

/**
 * The strictest of the signals. Global Privacy Control limits a consent, and makes an open question a denial.
 */
export function consentOfVisitor({ cookies, said, optsOut }: ConsentSignals): Consent {
  const answers: unknown[] = consentCookieValues(cookies);
  if (said !== undefined) answers.push(said);
  const answer = strictestConsent(...answers.map(readConsent));
  // An opt-out of selling and sharing: https://w3c.github.io/gpc/
  return optsOut ? strictestConsent(answer, 'limited') : answer;
}

/** An answer to advertising, with what it is called in a report. */
export interface NamedAnswer {
  carrier: string;
  answer: Consent;
}

/**
 * The name of the signal that decided in {@link consentOfVisitor}: the one that restricts the consent, that
 * leaves the question open, or the first one that grants; `undefined` without any.
 */
export function decidingSignal(
  consent: Consent,
  { cookies }: ConsentSignals,
  answers: readonly NamedAnswer[],
): string | undefined {
  const kept = consentCookieValues(cookies).map((value) => ({
    carrier: `cookie ${consentCookieName}`,
    answer: readConsent(value),
  }));
  const all = [...answers, ...kept];
  const named = all.find(({ answer }) => answer === consent)?.carrier;
  if (named !== undefined) return named;
  if (consent === 'limited') return gpc;
  if (consent !== 'denied') return undefined;
  // An opt-out beside an open question is a denial.
  const limiting = all.find(({ answer }) => answer === 'limited')?.carrier;
  return `${limiting ?? gpc} without a consent`;
}

const gpc = 'Sec-GPC';
