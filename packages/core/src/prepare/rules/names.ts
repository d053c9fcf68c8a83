import type { CapiEvent } from '../../event/capi-event.ts';
import { eventFields } from '../../event/event-fields.ts';
import { nearestEvent } from '../../event/nearest-event.ts';
import type { Issue, Warning } from '../../event/result.ts';
import { standardEventNames } from '../../event/standard-events.ts';
import { isPrintedNothing } from '../../input/text.ts';
import { holdsPersonalData, safeKey } from '../../privacy/personal-data.ts';
import { isAboutConsent } from './misplaced-consent.ts';

/** Checks what an event is called, what identifies it, and that no field is misspelt. */
export function checkNames(
  event: CapiEvent,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): void {
  if (!isText(event.eventId)) {
    const fault = faultOf(event.eventId);
    const message = `eventId ${fault}: give the text that every copy of this conversion carries, e.g. String(orderNumber).`;
    report({ code: 'missing_event_id', path: 'eventId', message });
  } else checkText('eventId', event.eventId, report);
  if (!isText(event.eventName)) {
    const message = `eventName ${faultOf(event.eventName)}: give a standard event or a name of your own.`;
    report({ code: 'missing_event_name', path: 'eventName', message });
  } else {
    checkText('eventName', event.eventName, report);
    checkSpelling(event.eventName, report, warn);
  }
  for (const key of Object.keys(event)) {
    if (Object.hasOwn(eventFields, key)) continue;
    const path = safeKey(key);
    if (isAboutConsent(key)) {
      // It may be a refusal.
      const message = `${path} is not read here: give visitor.consent.`;
      report({ code: 'misplaced_consent', path, message });
      continue;
    }
    const message = `${path} is no field of an event, so it is not sent; known are ${Object.keys(eventFields).join(', ')}.`;
    warn({ code: 'unknown_field', path, message });
  }
}

// Names are case-sensitive: Meta would take `purchase` for an event of the caller's own.
// https://developers.facebook.com/documentation/meta-pixel/reference
function checkSpelling(
  eventName: string,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): void {
  if (standardNames.has(eventName)) return;
  const standard = nearestEvent(eventName);
  if (standard === undefined) return;
  const path = 'eventName';
  if (standard.toLowerCase() === eventName.toLowerCase()) {
    const message = `eventName differs from the standard event ${standard} only in case: write ${standard}.`;
    report({ code: 'event_name_case', path, message });
    return;
  }
  // It may be an event of the caller's own all the same.
  const message = `eventName is not the standard event ${standard}, which Meta optimises for: write ${standard} if that is meant.`;
  warn({ code: 'event_name_spelling', path, message });
}

/** Names and ids are shown in Events Manager and are not hashed. */
function checkText(path: string, text: string, report: (issue: Issue) => void): void {
  if (!holdsPersonalData(text)) return;
  const message = `${path} holds an e-mail address or a phone number: use hashId from @meta-capi/core/event-id.`;
  report({ code: 'personal_data', path, message });
}

const standardNames: ReadonlySet<string> = new Set(standardEventNames);

function faultOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'is missing';
  return typeof value === 'string'
    ? 'is blank, or the text that a program prints for a missing value'
    : 'must be text';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !isPrintedNothing(value);
}
