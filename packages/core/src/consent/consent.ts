import type { Consent } from '../event/capi-event.ts';
import type { SkipReason } from '../event/skip-reason.ts';

/** What happens to events of visitors whose answer is not known. */
type WhenConsentUnknown = 'drop' | 'send';

export interface ConsentQuestion {
  /** `visitor.consent` as it was given; nothing given is `unknown`. */
  consent: unknown;
  whenConsentUnknown: WhenConsentUnknown;
  /** Every country of the event, ISO 3166-1 alpha-2 in lower case or its SHA-256. */
  countries: readonly string[];
  dataProcessingOptionsCountry?: number | undefined;
}

/** `limited` is sent with Limited Data Use; `reason` is the skip reason of an event that is not sent. */
export type ConsentDecision =
  | { decision: 'send'; reason: 'consent_granted' | 'consent_unknown_allowed' }
  | { decision: 'limited'; reason: 'consent_limited_in_us' }
  | {
      decision: 'drop';
      reason: Extract<
        SkipReason,
        'consent_denied' | 'consent_limited_outside_us' | 'consent_unknown' | 'consent_unreadable'
      >;
    };

/** The one decision about an event, made before anything of it is hashed, queued or sent. */
export function decideConsent(question: ConsentQuestion): ConsentDecision {
  const consent = readConsent(question.consent);
  if (consent === 'granted') return { decision: 'send', reason: 'consent_granted' };
  if (consent === 'unknown') {
    return question.whenConsentUnknown === 'send'
      ? { decision: 'send', reason: 'consent_unknown_allowed' }
      : { decision: 'drop', reason: 'consent_unknown' };
  }
  if (consent === 'limited') {
    return inUnitedStates(question)
      ? { decision: 'limited', reason: 'consent_limited_in_us' }
      : { decision: 'drop', reason: 'consent_limited_outside_us' };
  }
  return { decision: 'drop', reason: `consent_${consent}` };
}

/**
 * The consent that allows no more than any of these signals does; `unknown` without any.
 *
 * `unknown` and `limited` together are `denied`: an opt-out is not an answer to the question that
 * is still open, and an open question is no reason to overlook an opt-out. `unreadable` stays so
 * beside any other signal: it allows nothing, and the report has to name it.
 */
export function strictestConsent(...signals: readonly Consent[]): Consent {
  const strictest = strictestFirst.find((consent) => signals.includes(consent)) ?? 'unknown';
  return strictest === 'limited' && signals.includes('unknown') ? 'denied' : strictest;
}

/** Reads an answer out of a carrier. A missing answer is `unknown`; case counts. */
export function readConsent(value: unknown): Consent {
  if ((value ?? '') === '') return 'unknown';
  return strictestFirst.includes(value as Consent) ? (value as Consent) : 'unreadable';
}

const strictestFirst: readonly Consent[] = [
  'unreadable',
  'denied',
  'limited',
  'unknown',
  'granted',
];

/** Does this consent forbid to read, keep or send anything about the visitor? */
export function allowsNothing(consent: Consent): boolean {
  return consent === 'denied' || consent === 'unreadable';
}

// SHA-256 of "us": a country may arrive hashed.
const hashedUs = '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621';

// Limited Data Use works for people in the United States only, so the event itself has to name that country,
// and no other one.
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/data-processing-options
function inUnitedStates({ countries, dataProcessingOptionsCountry }: ConsentQuestion): boolean {
  return (
    (countries.length > 0 || dataProcessingOptionsCountry === 1) &&
    countries.every((country) => country === 'us' || country === hashedUs)
  );
}
