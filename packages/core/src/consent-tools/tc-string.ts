// The checks of a TC string that the server and the page share, so that the two cannot differ. The IAB's
// decoder (9.7 kB of gzip) runs on the server only.

import { plausibleTime } from '../consent/consent-time.ts';
import { isComplete, numberAt } from './tc-core.ts';

/**
 * Is it a complete TC string of version 2 that is still valid? One created or updated after 2026-02-28
 * is invalid without its list of disclosed vendors. Never throws.
 */
// https://iabeurope.eu/all-you-need-to-know-about-the-transition-to-tcf-v2-3/
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20Consent%20string%20and%20vendor%20list%20formats%20v2.md
export function isValidTcString(tcString: string | undefined): boolean {
  const [core = '', ...segments] = String(tcString).split('.');
  if (!isComplete(core) || numberAt(core, 0, 6) !== 2 || !namesTool(core)) return false;
  // Created and last updated, in tenths of a second.
  const madeAt = 100 * Math.max(numberAt(core, 6, 36), numberAt(core, 42, 36));
  return madeAt < Date.UTC(2026, 2, 1) || segments.some(disclosesVendors);
}

/** When the TC string was last updated, in Unix seconds; `undefined` for what is not a plausible time. */
export function tcStringUpdatedAt(tcString: string | undefined): number | undefined {
  return plausibleTime(numberAt(String(tcString), 42, 36) / 10);
}

/** Does Google's Additional Consent string, `2~89.20~dv.` or `1~89.20`, hold the consent to Meta? */
// Meta is number 89 on Google's list of ad technology providers.
// https://support.google.com/admanager/answer/9681920
export function consentsToMeta(additionalConsent: string | undefined): boolean {
  const ids = /^(?:1~([\d.]*)|2~([\d.]*)~dv\.[\d.]*)$/.exec(String(additionalConsent));
  return (ids?.[1] ?? ids?.[2] ?? '').split('.').includes('89');
}

/** The id of the consent tool, and two letters for the publisher's country. */
// The decoder refuses ids below 2, and country codes with the numbers 58 to 63.
function namesTool(core: string): boolean {
  return numberAt(core, 78, 12) > 1 && numberAt(core, 201, 6) < 58 && numberAt(core, 207, 6) < 58;
}

/** A segment of type 1 with a highest vendor id above 0. The decoder accepts a string without it. */
function disclosesVendors(segment: string): boolean {
  return /^[I-P][\w-]{3}/.test(segment) && !/^IAA[A-Za-f]/.test(segment);
}
