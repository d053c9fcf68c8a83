import type { Issue } from '../event/issue.ts';
import type { PreparedEvent, WireEvent } from '../event/prepared-event.ts';
import { isRecord } from '../input/is-record.ts';
import { digestOf } from '../normalize/digest.ts';
import { safeKey } from '../privacy/personal-data.ts';
import { visitorKeyList } from '../visitor/keys.ts';
import { pageUrl } from '../visitor/page-url.ts';
import { copyJson } from './custom-data/copy-json.ts';
import { toActionSource } from './rules/action-source.ts';
import { userDataKeys } from './user-data/keys.ts';

export type ReadPrepared =
  | { ok: true; event: PreparedEvent }
  | { ok: false; issues: readonly Issue[] };

/**
 * Reads a {@link PreparedEvent} that was stored as JSON, given as text or already parsed, and checks
 * it again: known keys only, no unhashed value where a hash is required. Never throws.
 */
export function readPrepared(json: unknown): ReadPrepared {
  const issues: Issue[] = [];
  const refuse = (path: string, what: string): undefined => {
    issues.push({ code: 'not_prepared', path, message: `${path} ${what}` });
  };
  try {
    // A copy: what is checked must be what is sent.
    const copy: unknown = JSON.parse(typeof json === 'string' ? json : JSON.stringify(json));
    if (isRecord(copy)) checkPrepared(copy, refuse);
    else refuse('prepared', 'must be a JSON object.');
    return issues.length > 0 ? { ok: false, issues } : { ok: true, event: copy as never };
  } catch {
    refuse('prepared', 'is not a JSON object.');
    return { ok: false, issues };
  }
}

type Refuse = (path: string, what: string) => undefined;
type Check = (value: unknown, path: string, refuse: Refuse) => void;

function checkPrepared(
  { wire, testMode, ...others }: Readonly<Record<string, unknown>>,
  refuse: Refuse,
): void {
  if (Object.keys(others).length > 0) refuse('prepared', 'holds more than wire and testMode.');
  if (testMode !== undefined && testMode !== true) {
    refuse('prepared.testMode', 'must be true or absent.');
  }
  if (!isRecord(wire)) {
    refuse('prepared.wire', 'is missing.');
    return;
  }
  for (const [key, value] of Object.entries(wire)) {
    const path = `prepared.wire.${safeKey(key)}`;
    if (Object.hasOwn(wireChecks, key)) wireChecks[key as keyof WireEvent](value, path, refuse);
    else refuse(path, 'is not a key of an event.');
  }
  for (const key of ['event_name', 'event_id', 'event_time', 'action_source', 'user_data']) {
    if (wire[key] === undefined) refuse(`prepared.wire.${key}`, 'is missing.');
  }
}

const wireChecks: Readonly<Record<keyof WireEvent, Check>> = {
  event_name: text,
  event_id: text,
  event_time: wholeNumber,
  action_source: (value, path, refuse) => {
    const isAccepted = value !== 'app' && toActionSource(value) === value;
    if (!isAccepted) refuse(path, 'is not one of Meta’s action sources.');
  },
  user_data: checkUserData,
  custom_data: (value, path, refuse) => {
    if (!isRecord(value)) refuse(path, 'must be an object.');
    copyJson(value, path, refuse);
  },
  event_source_url: url,
  referrer_url: url,
  opt_out: (value, path, refuse) => {
    if (typeof value !== 'boolean') refuse(path, 'must be true or false.');
  },
  data_processing_options: (value, path, refuse) => {
    const isList = Array.isArray(value) && value.every((option) => option === 'LDU');
    if (!isList) refuse(path, 'must be ["LDU"] or [].');
  },
  data_processing_options_country: wholeNumber,
  data_processing_options_state: wholeNumber,
  original_event_data: (value, path, refuse) => {
    if (!isRecord(value)) refuse(path, 'must be an object.');
    copyJson(value, path, refuse);
  },
  messaging_channel: text,
};

function text(value: unknown, path: string, refuse: Refuse): void {
  if (typeof value !== 'string' || value.trim() === '') refuse(path, 'must be text.');
  else copyJson(value, path, refuse);
}

function wholeNumber(value: unknown, path: string, refuse: Refuse): void {
  if (!Number.isSafeInteger(value)) refuse(path, 'must be a whole number.');
}

function url(value: unknown, path: string, refuse: Refuse): void {
  if (pageUrl(value) !== value) refuse(path, 'is not a page address in the form that is sent.');
}

function checkUserData(value: unknown, path: string, refuse: Refuse): void {
  if (!isRecord(value)) {
    refuse(path, 'must be an object.');
    return;
  }
  for (const [key, given] of Object.entries(value)) {
    const isList = Array.isArray(given);
    const values: unknown[] = isList ? given : [given];
    const texts = values.filter((one) => typeof one === 'string' && one !== '') as string[];
    if (!plainKeys.has(key) && !hashedKeys.has(key))
      refuse(path, 'holds a key that is not one of Meta’s.');
    else if (texts.length === 0 || texts.length < values.length)
      refuse(`${path}.${key}`, 'must be text, or a list of texts.');
    else if (plainKeys.has(key) && isList) refuse(`${path}.${key}`, 'must be one text.');
    else if (hashedKeys.has(key) && !texts.every(isHash))
      refuse(`${path}.${key}`, 'is not hashed.');
  }
}

const wires = Object.values(userDataKeys);
const hashedKeys: ReadonlySet<string> = new Set(
  wires.filter(({ hashed }) => hashed).map(({ wire }) => wire),
);
const plainKeys: ReadonlySet<string> = new Set([
  ...wires.filter(({ hashed }) => !hashed).map(({ wire }) => wire),
  ...visitorKeyList.filter(({ isUserData }) => isUserData).map(({ wireName }) => wireName),
]);

/** SHA-256 in lower case, perhaps with the appendix that Meta's parameter builder adds. */
function isHash(value: string): boolean {
  return digestOf(value) === value;
}
