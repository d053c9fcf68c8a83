import type { Issue } from '../../event/result.ts';
import { isRecord } from '../../input/is-record.ts';
import { safeKey } from '../../privacy/personal-data.ts';
import { isVisitorKey } from '../../visitor/checks.ts';

/**
 * What is wrong with a visitor whose consent cannot be read: still packed, misspelt, or no object
 * at all. It may be a refusal, which must not count as silence, so the event does not leave.
 */
export function misplacedConsent(visitor: unknown): Issue | undefined {
  if (visitor === undefined || visitor === null) return undefined;
  const code = 'misplaced_consent';
  if (!isRecord(visitor)) {
    const message =
      'visitor is not an object; give what visitorFromRequest or unpackVisitor returns.';
    return { code, path: 'visitor', message };
  }
  const key = Object.keys(visitor).find((name) => !isVisitorKey(name) && isAboutConsent(name));
  if (key === undefined) return undefined;
  const path = `visitor.${safeKey(key)}`;
  const message = `${path} is not read: give visitor.consent; what packVisitor made goes through unpackVisitor first.`;
  return { code, path, message };
}

/** Does a key that nobody reads look as if it held an answer about consent? */
export function isAboutConsent(key: string): boolean {
  return /consent/i.test(key);
}
