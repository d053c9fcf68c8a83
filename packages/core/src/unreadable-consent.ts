import { readConsent } from './consent.ts';
import { sayOnce } from './say-once.ts';

/**
 * Says once that an answer was written down which nobody can read, such as `yes`: read as a denial, it
 * looks like a visitor's refusal. Not where it is read: the browser half shares that, and has no room.
 */
export function noticeUnreadable(answer: unknown, place: 'cookie' | 'metadata'): void {
  if (answer === 'denied' || readConsent(answer) !== 'denied') return;
  sayOnce(
    `The ${place} meta_consent holds none of granted, limited and denied, and is read as denied: nothing is sent for this visitor.`,
  );
}
