import type { CapiEvent } from '../event.ts';
import { holdsPersonalData, safeKey } from '../personal-data.ts';
import type { Issue, Warning } from '../result.ts';
import { standardEventNames } from '../standard-events.ts';

/** Checks what an event is called, what identifies it, and that no field is misspelt. */
export function checkNames(
  event: CapiEvent,
  report: (issue: Issue) => void,
  warn: (warning: Warning) => void,
): void {
  if (!isText(event.eventId)) {
    const message =
      'eventId is missing: give the text that every copy of this conversion carries, e.g. the order number.';
    report({ code: 'missing_event_id', path: 'eventId', message });
  } else checkText('eventId', event.eventId, report);
  if (!isText(event.eventName)) {
    const message = 'eventName is missing: give a standard event or a name of your own.';
    report({ code: 'missing_event_name', path: 'eventName', message });
  } else {
    checkText('eventName', event.eventName, report);
    checkCase(event.eventName, report);
  }
  for (const key of Object.keys(event)) {
    if (Object.hasOwn(fields, key)) continue;
    const path = safeKey(key);
    const message = `${path} is no field of an event, so it is not sent; known are ${Object.keys(fields).join(', ')}.`;
    warn({ code: 'unknown_field', path, message });
  }
}

// Names are case-sensitive: Meta would take `purchase` for an event of the caller's own.
// https://developers.facebook.com/documentation/meta-pixel/reference
function checkCase(eventName: string, report: (issue: Issue) => void): void {
  const standard = lowerCased.get(eventName.toLowerCase());
  if (standard === undefined || standard === eventName) return;
  const message = `eventName differs from the standard event ${standard} only in case: write ${standard}.`;
  report({ code: 'event_name_case', path: 'eventName', message });
}

/** Names and ids are shown in Events Manager and are not hashed. */
function checkText(path: string, text: string, report: (issue: Issue) => void): void {
  if (!holdsPersonalData(text)) return;
  const message = `${path} holds an e-mail address or a phone number: use hashId from @meta-capi/core/event-id.`;
  report({ code: 'personal_data', path, message });
}

const lowerCased: ReadonlyMap<string, string> = new Map(
  standardEventNames.map((name) => [name.toLowerCase(), name]),
);

const fields: Readonly<Record<keyof CapiEvent, true>> = {
  eventName: true,
  eventId: true,
  eventTime: true,
  actionSource: true,
  userData: true,
  visitor: true,
  customData: true,
  testMode: true,
  optOut: true,
  dataProcessingOptions: true,
  dataProcessingOptionsCountry: true,
  dataProcessingOptionsState: true,
  messagingChannel: true,
  originalEventData: true,
};

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
