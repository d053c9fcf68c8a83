import { allowsNothing, consentCookieName, rawCookieValues } from '@meta-capi/core/browser';
import { trackedKey } from '../fbq/tracked.ts';
import { writeCookie } from './cookie.ts';
import { visitorConsent } from './page-decision.ts';

/**
 * Deletes what the Pixel and its library keep of a visitor whose consent allows nothing: `_fbp`, `_fbc`,
 * the click ids in `multiFbc`, the ids of what was tracked, and a `granted` that is no longer true.
 */
export function forgetRefused(): void {
  if (!allowsNothing(visitorConsent())) return;
  try {
    writeCookie('_fbp');
    writeCookie('_fbc');
    const answers = rawCookieValues(document.cookie, consentCookieName);
    if (answers.includes('granted')) {
      // Deleting reaches every domain of the page: the refusal beside the grant has to stay.
      writeCookie(consentCookieName, answers.length > 1 ? 'denied' : '');
    }
    localStorage.removeItem('multiFbc');
    localStorage.removeItem(trackedKey);
  } catch {
    // A frame without cookies or storage holds nothing.
  }
}
