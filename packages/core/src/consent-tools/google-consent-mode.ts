import { strictestConsent } from '../consent/consent.ts';
import type { Consent, Visitor } from '../event/capi-event.ts';
import { attempt, strictestOf } from './cookie-reader.ts';

/**
 * Reads Google Consent Mode v2 from the address of a request that a Google tag sends to your server:
 * `gcd`, and `gcs`. `granted` needs the visitor's grant of `ad_storage` and `ad_user_data`; a denied
 * `ad_personalization` limits it. A default of the page is not an answer, so it is `unknown`. Never
 * throws.
 *
 * @param url the address, or its query
 */
// https://developers.google.com/tag-platform/security/guides/consent
export function googleConsentMode(url: string): Consent {
  return attempt(() => {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    // `G1xy`, x for ad_storage: not whether the visitor or a default decided, and nothing of
    // ad_user_data, so it can deny and not grant.
    const isRefused = query.getAll('gcs').some((gcs) => !/^G1[1-][01-]$/.test(gcs));
    const answer = strictestOf(query.getAll('gcd'), readGcd);
    return isRefused && (answer !== 'unknown' || !query.has('gcd')) ? 'denied' : answer;
  }, 'denied');
}

/**
 * The `consent` option of `visitorFromRequest` for requests of Google's tags: {@link googleConsentMode}, with
 * the name that a report gives it.
 *
 * @example
 * visitorFromRequest(request, { consent: readsConsentMode });
 */
export function readsConsentMode({ url }: Request): Pick<Visitor, 'consent' | 'consentCarrier'> {
  return { consent: googleConsentMode(url), consentCarrier: 'Consent Mode' };
}

/** `13r3r3r3r5`: ad_storage, analytics_storage, ad_user_data, ad_personalization at 2, 4, 6 and 8. */
// Google publishes no table of the letters. This one is read from public code and agrees with
// https://www.simoahava.com/analytics/consent-mode-v2-google-tags/
function readGcd(gcd: string): Consent {
  if (!/^1([\w-][\da-z]){4}[\w-]{0,22}$/.test(gcd)) return 'denied';
  const [storage = 0, userData = 0, personalization = 0] = [2, 6, 8].map((at) =>
    // Capitals would have further bits, whose meaning is not known.
    Number.parseInt(gcd.charAt(at), 36),
  );
  const answer = strictestConsent(answerOf(storage), answerOf(userData));
  // The default counts where the visitor has not answered.
  const personalizes =
    answerOf(personalization) === 'unknown' ? personalization >> 2 : personalization;
  return answer === 'granted' && answerOf(personalizes) === 'denied' ? 'limited' : answer;
}

/** Bits 1 and 0 of a letter's index in `0-9a-z` are what the visitor answered, 3 and 2 the default. */
function answerOf(bits: number): Consent {
  return states[bits & 3] as Consent;
}

const states: readonly Consent[] = ['denied', 'unknown', 'denied', 'granted'];
