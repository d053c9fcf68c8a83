import type { CapiEvent } from '../event/capi-event.ts';
import type { Explanation, Issue, Warning } from '../event/issue.ts';
import type { WireEvent } from '../event/prepared-event.ts';
import { isRecord } from '../input/is-record.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { isVisitorKey } from '../visitor/keys.ts';
import type { Preparation } from './prepare.ts';
import { toActionSource } from './rules/action-source.ts';
import { toUnixSeconds } from './rules/event-time.ts';
import { originalEventKeys } from './rules/original-event.ts';
import { userDataKeys } from './user-data/keys.ts';

/**
 * Every field of an event with what happened to it: the explanations `collected` while it was
 * prepared, and what can be derived afterwards, so that the sending path does not pay for it. Never
 * throws.
 */
export function explainFields(
  event: unknown,
  preparation: Preparation,
  collected: readonly Explanation[],
): readonly Explanation[] {
  if (!isRecord(event)) return collected;
  try {
    const wire = preparation.ok ? preparation.event.wire : undefined;
    const rows = Object.keys(event).flatMap((key) => {
      if (isBox(key)) return boxRows(key, event[key], wire, collected);
      if (Object.hasOwn(ownFields, key)) return ownRow(key as OwnKey, event[key], wire);
      return dropped(safeKey(key), 'it is not a field of an event');
    });
    const added = Object.keys(ownFields).flatMap((key) =>
      Object.hasOwn(event, key) ? [] : addedRow(key as OwnKey, wire),
    );
    const elsewhere = collected.filter(
      ({ path }) => !Object.hasOwn(event, path.split('.', 1)[0] ?? ''),
    );
    const all = [...rows, ...added, ...elsewhere];
    return all.map((row) =>
      preparation.ok ? withWarning(row, preparation.warnings) : unsent(row, preparation),
    );
  } catch {
    return collected; // A getter or a Proxy of the caller threw.
  }
}

type Wire = WireEvent | undefined;
type Box = 'customData' | 'originalEventData' | 'userData' | 'visitor';
type OwnKey = Exclude<keyof CapiEvent, Box>;

interface OwnField {
  wireName: keyof WireEvent | undefined;
  /** Why it may be sent although it was not given, or was given otherwise; what else it is for. */
  filledIn?: string;
}

const byConsentOrDefault = { filledIn: 'Limited Data Use as consent or the other fields ask' };

const ownFields: Readonly<Record<OwnKey, OwnField>> = {
  eventName: { wireName: 'event_name' },
  eventId: { wireName: 'event_id' },
  eventTime: { wireName: 'event_time' },
  actionSource: {
    wireName: 'action_source',
    filledIn: '"website" where visitor.eventSourceUrl is known, else "system_generated"',
  },
  otherEventId: { wireName: undefined, filledIn: 'lets onlyOnce recognise copies with another id' },
  testMode: { wireName: undefined, filledIn: 'asks for the test event code' },
  optOut: { wireName: 'opt_out' },
  dataProcessingOptions: { wireName: 'data_processing_options', ...byConsentOrDefault },
  dataProcessingOptionsCountry: {
    wireName: 'data_processing_options_country',
    ...byConsentOrDefault,
  },
  dataProcessingOptionsState: { wireName: 'data_processing_options_state', ...byConsentOrDefault },
  messagingChannel: { wireName: 'messaging_channel' },
};

function ownRow(key: OwnKey, given: unknown, wire: Wire): Explanation[] {
  if (given === undefined || given === null) {
    const added = addedRow(key, wire);
    return added.length > 0 ? added : [dropped(key, nothing)];
  }
  const { wireName, filledIn } = ownFields[key];
  if (wireName === undefined) {
    return [{ path: key, action: 'kept', because: `${filledIn}, and is never sent itself` }];
  }
  const sent = wire?.[wireName];
  if (wire !== undefined && sent === undefined) {
    const isLimit = key.startsWith('dataProcessingOptions');
    return [dropped(key, isLimit ? 'it is sent with dataProcessingOptions ["LDU"] only' : leftOut)];
  }
  if (wire === undefined || JSON.stringify(sent) === JSON.stringify(given)) {
    return [{ path: key, action: 'kept', because: `sent as ${wireName}` }];
  }
  return [
    { path: key, action: 'changed', because: `${changeOf(key, given, sent)}, sent as ${wireName}` },
  ];
}

function changeOf(key: OwnKey, given: unknown, sent: unknown): string {
  if (key === 'eventTime') {
    return toUnixSeconds(given) === sent
      ? 'made whole Unix seconds'
      : 'it was a little in the future and counts as now';
  }
  const { filledIn } = ownFields[key];
  const isSpelling = filledIn === undefined || toActionSource(given) === sent;
  return isSpelling ? 'written as Meta documents it' : filledIn;
}

function addedRow(key: OwnKey, wire: Wire): Explanation[] {
  const { wireName, filledIn } = ownFields[key];
  if (wireName === undefined || wire?.[wireName] === undefined) return [];
  return [{ path: key, action: 'added', because: `${filledIn}, sent as ${wireName}` }];
}

function isBox(key: string): key is Box {
  return (
    key === 'customData' || key === 'originalEventData' || key === 'userData' || key === 'visitor'
  );
}

function boxRows(
  box: Box,
  given: unknown,
  wire: Wire,
  collected: readonly Explanation[],
): Explanation[] {
  const found = collected.filter(({ path }) => path === box || path.startsWith(`${box}.`));
  // The last one counts: a copy of another value is recognised only when it is hashed.
  const rows = Array.from(new Map(found.map((row) => [row.path, row])).values());
  if (given === undefined || given === null) return [...rows, dropped(box, nothing)];
  if (!isRecord(given)) {
    const isExplained = rows.some(({ path }) => path === box);
    return isExplained ? rows : [...rows, dropped(box, 'it is not a plain object')];
  }
  if (box === 'originalEventData') return originalRows(given, wire);
  // An event that is skipped early has not been read this far.
  const isRead = wire !== undefined || rows.some(({ path }) => path !== 'visitor.consent');
  if (!isRead) return [...rows, { path: box, action: 'kept', because: 'it was not read' }];
  const silent = Object.keys(given).flatMap((key) => {
    const path = `${box}.${safeKey(key)}`;
    if (rows.some((row) => row.path === path || row.path.startsWith(`${path}[`))) return [];
    // An unknown key has an explanation already, perhaps without its name.
    if (box === 'userData' && !Object.hasOwn(userDataKeys, key)) return [];
    if (box === 'visitor' && (key === 'consentCarrier' || key === 'consentAt')) return [];
    const isUnknown = box === 'visitor' && !isVisitorKey(key);
    return dropped(path, isUnknown ? 'it is not a key of the visitor' : nothing);
  });
  return [...rows, ...silent];
}

function originalRows(given: Readonly<Record<string, unknown>>, wire: Wire): Explanation[] {
  return Object.keys(given).map((key) => {
    const path = `originalEventData.${safeKey(key)}`;
    if (!Object.hasOwn(originalEventKeys, key)) {
      return dropped(path, 'Meta does not accept such a key');
    }
    const wireName = originalEventKeys[key as keyof typeof originalEventKeys];
    if (given[key] === undefined || given[key] === null) return dropped(path, nothing);
    const isLeftOut = wire !== undefined && wire.original_event_data?.[wireName] === undefined;
    if (isLeftOut) return dropped(path, leftOut);
    return { path, action: 'kept', because: `sent as original_event_data.${wireName}` };
  });
}

/** Nothing is sent of an event that is skipped, whatever was found about the field itself. */
function unsent(
  { path, action, because }: Explanation,
  { reason, issues }: Extract<Preparation, { ok: false }>,
): Explanation {
  const issue = issueOf(path, issues);
  if (issue !== undefined) return dropped(path, issue.message);
  if (action === 'dropped') return { path, action, because };
  return dropped(path, `the event is skipped (${reason}); else: ${because}`);
}

/** A field that is sent with a problem, such as a phone number without country code, says so. */
function withWarning(row: Explanation, warnings: readonly Warning[]): Explanation {
  const isExplained = row.action === 'dropped' && row.because !== leftOut;
  const warning = isExplained ? undefined : issueOf(row.path, warnings);
  if (warning === undefined) return row;
  const { path, message } = warning;
  if (row.because === leftOut) return { ...row, because: message };
  const itsMessage = path === row.path ? message.replace(path, 'it') : message;
  return { ...row, because: `${row.because}; but ${itsMessage}` };
}

function issueOf(path: string, issues: readonly Issue[]): Issue | undefined {
  return issues.find(
    (each) =>
      each.path === path || each.path.startsWith(`${path}.`) || each.path.startsWith(`${path}[`),
  );
}

function dropped(path: string, because: string): Explanation {
  return { path, action: 'dropped', because };
}

const nothing = 'no value is given';
/** The warning says why. */
const leftOut = 'it was left out';
