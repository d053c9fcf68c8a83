import { allowsNothing, consentCookieName, cookieValues } from '@meta-capi/core/browser';
import { trackedKey } from '../fbq/tracked.ts';
import { deleteCookie, halfAYear, writeCookie } from './cookie.ts';
import { visitorConsent } from './page-consent.ts';

/**
 * Deletes what the Pixel and its library keep of a visitor whose consent allows nothing: `_fbp`, `_fbc`,
 * the click ids in `multiFbc`, the ids of what was tracked, and a `granted` that is no longer true.
 */
export function forgetRefused(): void {
  if (!allowsNothing(visitorConsent())) return;
  try {
    for (const name of ['_fbp', '_fbc']) deleteCookie(name);
    const answers = cookieValues(document.cookie, consentCookieName);
    // Deleting reaches every domain of the page: the refusal beside the grant has to stay.
    if (answers.includes('granted')) deleteCookie(consentCookieName);
    if (answers.length > 1) writeCookie(consentCookieName, 'denied', halfAYear);
    for (const key of ['multiFbc', trackedKey]) localStorage.removeItem(key);
  } catch {
    // A frame without cookies or storage holds nothing.
  }
}
