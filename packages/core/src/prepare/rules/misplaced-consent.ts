import type { CapiEvent } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';
import { isRecord } from '../../input/is-record.ts';
import { safeKey } from '../../privacy/personal-data.ts';
import { isVisitorKey } from '../../visitor/keys.ts';

/**
 * Checks that the visitor's consent can be read: that it is not still packed, misspelt, or in a visitor
 * that is not an object. It may be a refusal, which must not count as silence, so the event is not sent.
 */
export function checkConsentPlace({ visitor }: CapiEvent, { issues }: Diagnostics): void {
  if (visitor === undefined || visitor === null) return;
  const code = 'misplaced_consent';
  if (!isRecord(visitor)) {
    const message =
      'visitor is not an object; give what visitorFromRequest or unpackVisitor returns.';
    issues.push({ code, path: 'visitor', message });
    return;
  }
  for (const key in visitor) {
    if (isVisitorKey(key) || !isAboutConsent(key) || !Object.hasOwn(visitor, key)) continue;
    const path = `visitor.${safeKey(key)}`;
    const message = `${path} is not read: give visitor.consent; pass the result of packVisitor to unpackVisitor first.`;
    issues.push({ code, path, message });
    return;
  }
}

/** Does an unknown key look as if it held an answer about consent? */
export function isAboutConsent(key: string): boolean {
  return /consent/i.test(key);
}
