import { readConsent } from './consent.ts';
import { consentCookieName } from './consent-cookie.ts';
import { sayOnce } from './say-once.ts';

/**
 * Says once that the cookie holds an answer which nobody can read, such as `yes`: read as a denial, it
 * looks like a visitor's refusal. Not where it is read: the browser half shares that, and has no room.
 */
export function noticeUnreadable(answer: string): void {
  if (answer === 'denied' || readConsent(answer) !== 'denied') return;
  sayOnce(
    `The cookie ${consentCookieName} holds none of granted, limited and denied, and is read as denied: nothing is sent for this visitor.`,
  );
}
