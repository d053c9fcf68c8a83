import { type CapiEvent, eventFields } from '../../event/capi-event.ts';
import type { Diagnostics, Issue } from '../../event/issue.ts';
import { nearestEvent } from '../../event/nearest-event.ts';
import { standardEventNames } from '../../event/standard-events.ts';
import { isPrintedNothing } from '../../input/text.ts';
import { holdsPersonalData, safeKey } from '../../privacy/personal-data.ts';
import { isAboutConsent } from './misplaced-consent.ts';

/** Checks the event's id and its name, and that no field is misspelt. */
export function checkNames(event: CapiEvent, diagnostics: Diagnostics): void {
  checkId(event.eventId, diagnostics);
  checkName(event.eventName, diagnostics);
  for (const key in event) {
    if (!knownFields.has(key) && Object.hasOwn(event, key)) reportUnknownField(key, diagnostics);
  }
}

function checkId(eventId: unknown, { issues, warnings }: Diagnostics): void {
  if (isText(eventId)) {
    checkText('eventId', eventId, issues);
    // `order-${id}` without an id. A place or a person may be called Nan, so this is not refused.
    if (/[^\p{L}\p{N}](?:undefined|null|nan|\[object \w+\])\s*$/iu.test(eventId)) {
      const message =
        'eventId ends with the text that a program prints for a missing value: if every event has this id, Meta counts one of them. Check where the id is created.';
      warnings.push({ code: 'placeholder_event_id', path: 'eventId', message });
    }
    return;
  }
  const message = `eventId ${problemOf(eventId)}: give the text that every copy of this conversion carries, e.g. String(orderNumber).`;
  issues.push({ code: 'missing_event_id', path: 'eventId', message });
}

function checkName(eventName: unknown, diagnostics: Diagnostics): void {
  const { issues } = diagnostics;
  if (isText(eventName)) {
    checkText('eventName', eventName, issues);
    checkSpelling(eventName, diagnostics);
    return;
  }
  const message = `eventName ${problemOf(eventName)}: give a standard event or a custom name.`;
  issues.push({ code: 'missing_event_name', path: 'eventName', message });
}

function reportUnknownField(key: string, { issues, warnings }: Diagnostics): void {
  const path = safeKey(key);
  if (isAboutConsent(key)) {
    // It may be a refusal.
    const message = `${path} is not read here: give visitor.consent.`;
    issues.push({ code: 'misplaced_consent', path, message });
    return;
  }
  const known = Object.keys(eventFields).join(', ');
  const message = `${path} is not a field of an event, so it is not sent; known are ${known}.`;
  warnings.push({ code: 'unknown_field', path, message });
}

// Names are case-sensitive: Meta would take `purchase` for a custom event.
// https://developers.facebook.com/documentation/meta-pixel/reference
function checkSpelling(eventName: string, { issues, warnings }: Diagnostics): void {
  if (standardNames.has(eventName)) return;
  const standard = nearestEvent(eventName);
  if (standard === undefined) return;
  const path = 'eventName';
  if (standard.toLowerCase() === eventName.toLowerCase()) {
    const message = `eventName differs from the standard event ${standard} only in case: write ${standard}.`;
    issues.push({ code: 'event_name_case', path, message });
    return;
  }
  // It may be a custom event all the same.
  const message = `eventName is not the standard event ${standard}, which Meta optimises for: write ${standard} if you mean it.`;
  warnings.push({ code: 'event_name_spelling', path, message });
}

/** Names and ids are shown in Events Manager and are not hashed. */
function checkText(path: string, text: string, issues: Issue[]): void {
  if (!holdsPersonalData(text)) return;
  const message = `${path} holds an e-mail address or a phone number: use hashId from @meta-capi/core/event-id.`;
  issues.push({ code: 'personal_data', path, message });
}

const standardNames: ReadonlySet<string> = new Set(standardEventNames);
const knownFields: ReadonlySet<string> = new Set(Object.keys(eventFields));

function problemOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'is missing';
  return typeof value === 'string'
    ? 'is blank, or the text that a program prints for a missing value'
    : 'must be text';
}

function isText(value: unknown): value is string {
  return !isPrintedNothing(value);
}
