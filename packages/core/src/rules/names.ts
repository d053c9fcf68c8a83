import type { CapiEvent } from '../event.ts';
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
  }
  if (!isText(event.eventName)) {
    const message = 'eventName is missing: give a standard event or a name of your own.';
    report({ code: 'missing_event_name', path: 'eventName', message });
  } else {
    warnOfCase(event.eventName, warn);
  }
  for (const key of Object.keys(event)) {
    if (Object.hasOwn(fields, key)) continue;
    const message = `An event has no such field, so it is not sent; known are ${Object.keys(fields).join(', ')}.`;
    warn({ code: 'unknown_field', path: safeKey(key), message });
  }
}

// Names are case-sensitive: `purchase` would be an event of its own.
// https://developers.facebook.com/documentation/meta-pixel/reference
function warnOfCase(eventName: string, warn: (warning: Warning) => void): void {
  const standard = lowerCased.get(eventName.toLowerCase());
  if (standard === undefined || standard === eventName) return;
  const message = `eventName differs from the standard event ${standard} only in case: Meta takes it for another event.`;
  warn({ code: 'event_name_case', path: 'eventName', message });
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
  originalEventData: true,
};

/** A misplaced key may itself be personal data. */
function safeKey(key: string): string {
  return /^\w{1,40}$/.test(key) ? key : '(odd key)';
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
