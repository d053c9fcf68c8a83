import { strictestConsent } from '../consent/consent.ts';
import type { Consent } from '../event/capi-event.ts';
import { strictestOf } from './cookie-reader.ts';

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
  try {
    const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
    const state = strictestOf(query.getAll('gcs'), readGcs);
    if (!query.has('gcd')) return state;
    const answer = strictestOf(query.getAll('gcd'), readGcd);
    return answer === 'granted' || answer === 'limited'
      ? strictestConsent(answer, ...(state === 'denied' ? [state] : []))
      : answer;
  } catch {
    return 'denied';
  }
}

/** `13r3r3r3r5`: ad_storage, analytics_storage, ad_user_data, ad_personalization at 2, 4, 6 and 8. */
// Google publishes no table of the letters. This one is read from public code and agrees with
// https://www.simoahava.com/analytics/consent-mode-v2-google-tags/
function readGcd(gcd: string): Consent {
  if (!/^1[\w-]{8,30}$/.test(gcd)) return 'denied';
  const answer = strictestConsent(answerOf(gcd.charAt(2)), answerOf(gcd.charAt(6)));
  return answer === 'granted' && isDenied(gcd.charAt(8)) ? 'limited' : answer;
}

/** Bits 1 and 0 of a letter are what the visitor answered; a default alone is not an answer. */
function answerOf(letter: string): Consent {
  const update = letters.indexOf(letter) & 3;
  return update === granted ? 'granted' : update === unset ? 'unknown' : 'denied';
}

/** The default, bits 3 and 2, counts where the visitor has not answered. */
function isDenied(letter: string): boolean {
  const bits = letters.indexOf(letter);
  const effective = (bits & 3) === unset ? (bits >> 2) & 3 : bits & 3;
  return effective !== granted && effective !== unset;
}

const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
const unset = 1;
const granted = 3;

/**
 * `G1xy`, x for ad_storage: not whether the visitor or a default decided, and nothing of ad_user_data,
 * so it can deny and not grant.
 */
function readGcs(gcs: string): Consent {
  const storage = /^G1([01-])[01-]$/.exec(gcs)?.[1];
  return storage === '1' || storage === '-' ? 'unknown' : 'denied';
}
