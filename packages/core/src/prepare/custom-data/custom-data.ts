import type { CapiEvent, StandardCustomData } from '../../event/capi-event.ts';
import type { Diagnostics, Explanation } from '../../event/issue.ts';
import { requiredCustomData } from '../../event/standard-events.ts';
import { isRecord } from '../../input/is-record.ts';
import { wellFormed } from '../../input/text.ts';
import { holdsPersonalData, safeKey } from '../../privacy/personal-data.ts';
import { copyJson, type RefuseValue } from './copy-json.ts';
import { readCurrency } from './currency.ts';
import { readOddKey } from './custom-data-keys.ts';
import { customDataReaders } from './custom-data-readers.ts';

/**
 * A copy of `customData` for sending, as Meta documents it. A value in another form is converted if
 * its meaning is clear, else left out with a warning. Only `value` and `currency` of a Purchase are
 * issues: Meta rejects the event without them.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export function readCustomData(
  event: CapiEvent,
  diagnostics: Diagnostics,
): Record<string, unknown> | undefined {
  const json = jsonOf(event.customData) ?? {};
  const given = isRecord(json) ? json : {};
  const required = requiredCustomData(event.eventName);
  const sent: Record<string, unknown> = {};
  const reading: Reading = {
    given,
    currency: currencyOf(given),
    required,
    sent,
    refused: undefined,
    key: '',
    refuse: (path, problem) => refuseValue(path, problem, reading),
    diagnostics,
  };
  if (given !== json) leaveOut('customData', 'customData', 'must be an object.', diagnostics);
  for (const key of Object.keys(given)) readKey(key, reading);
  if (required.length > 0) reportMissing(event.eventName, reading);
  else dropValueWithoutCurrency(sent, diagnostics);
  for (const _ in sent) return sent;
  return undefined;
}

/** One `customData` while it is read. */
interface Reading {
  readonly given: Readonly<Record<string, unknown>>;
  readonly currency: string | undefined;
  readonly required: readonly (keyof StandardCustomData)[];
  readonly sent: Record<string, unknown>;
  /** The keys that have a problem: only the first one of each is reported. */
  refused: Set<string> | undefined;
  /** The key that is being read. */
  key: string;
  /** Refuses a value of this key. */
  readonly refuse: RefuseValue;
  readonly diagnostics: Diagnostics;
}

/** Needed before its turn: how an amount is read depends on it. */
function currencyOf(given: Readonly<Record<string, unknown>>): string | undefined {
  try {
    return readCurrency(given['currency'])?.code;
  } catch {
    return undefined; // A getter or a Proxy, which is reported in its turn.
  }
}

/** What JSON makes of it: text of a Date or a URL, an object of a database's document. */
function jsonOf(value: unknown): unknown {
  if (!isRecord(value) || typeof value['toJSON'] !== 'function') return value;
  return (value['toJSON'] as () => unknown)();
}

function readKey(key: string, reading: Reading): void {
  reading.key = key;
  try {
    const value = reading.given[key];
    const path = standardPaths.get(key);
    if (path !== undefined) readStandard(key as keyof StandardCustomData, value, path, reading);
    else readOther(key, value, reading);
  } catch {
    // A getter or a Proxy.
    reading.refuse(
      `customData.${safeKey(key)}`,
      'threw an error when it was read: give plain values.',
    );
  }
}

function refuseValue(path: string, problem: string, reading: Reading): undefined {
  const { key, required, diagnostics } = reading;
  reading.refused ??= new Set();
  if (reading.refused.has(key)) return;
  reading.refused.add(key);
  if (required.some((each) => each === key)) {
    const message = `${path} ${problem}`;
    diagnostics.issues.push({ code: 'invalid_custom_data', path, message });
  } else leaveOut(path, `customData.${safeKey(key)}`, problem, diagnostics);
}

function reportMissing(eventName: string, { required, sent, refused, diagnostics }: Reading): void {
  for (const key of required) {
    if (sent[key] !== undefined || refused?.has(key)) continue;
    const path = `customData.${key}`;
    const message = `${path} is required: Meta rejects a ${eventName} without it.`;
    diagnostics.issues.push({ code: `missing_${key}`, path, message });
  }
}

/** The place of each of Meta's own keys. */
const standardPaths: ReadonlyMap<string, string> = new Map(
  Object.keys(customDataReaders).map((key) => [key, `customData.${key}`]),
);

function readStandard(
  key: keyof StandardCustomData,
  value: unknown,
  path: string,
  { currency, refuse, sent, diagnostics }: Reading,
): void {
  // Databases and forms give null for a missing value; Meta's own keys do not accept it.
  const copy = value === null ? undefined : copyJson(value, path, refuse);
  if (copy === undefined || copy === null) return;
  const { explanations } = diagnostics;
  const before = explanations && JSON.stringify(copy);
  const read = customDataReaders[key](copy, path, refuse, currency);
  if (read === undefined) return;
  sent[key] = read;
  if (key === 'currency') warnOfOddCurrency(path, read, diagnostics);
  explanations?.push(explanationOf(path, before === JSON.stringify(read)));
}

function readOther(key: string, value: unknown, reading: Reading): void {
  const path = `customData.${safeKey(key)}`;
  const odd = holdsPersonalData(key) ? personalKey : readOddKey(key);
  if (odd === undefined) {
    const copy = copyJson(value, path, reading.refuse);
    // Assigning `__proto__` would change what the copy is instead of what it holds.
    if (copy === undefined || key === '__proto__') return;
    reading.sent[wellFormed(key)] = copy;
    reading.diagnostics.explanations?.push(explanationOf(path, true));
  } else if ('problem' in odd) reading.refuse(path, odd.problem);
  else readMisspelt(odd.meant, value, path, reading);
}

const personalKey = { problem: 'has a key that is personal data, which goes into userData.' };

/** `contentIds` means `content_ids`, unless that is given too. */
function readMisspelt(
  meant: keyof StandardCustomData,
  value: unknown,
  path: string,
  reading: Reading,
): void {
  if (value === null || value === undefined) return;
  const { given, sent, refuse, diagnostics } = reading;
  if (sent[meant] !== undefined || Object.hasOwn(given, meant)) {
    refuse(path, `is spelt "${meant}" by Meta, and that is given too.`);
    return;
  }
  readStandard(meant, value, path, reading);
  if (sent[meant] === undefined) return;
  const message = `${path} was sent as "${meant}", as Meta spells it: rename it, because the Pixel takes the same object.`;
  diagnostics.warnings.push({ code: 'custom_data_key_spelling', path, message });
}

// Recorded: Meta rejects an event with a value and no currency, 100/2804010.
// https://github.com/Adsmurai/facebook-conversion-api/issues/7
function dropValueWithoutCurrency(sent: Record<string, unknown>, diagnostics: Diagnostics): void {
  if (sent['value'] === undefined || sent['currency'] !== undefined) return;
  delete sent['value'];
  const path = 'customData.currency';
  const message = `${path} is missing, so customData.value was left out: Meta rejects a value without its currency.`;
  diagnostics.warnings.push({ code: 'value_without_currency', path, message });
  diagnostics.explanations?.push({ path: 'customData.value', action: 'dropped', because: message });
}

/** `path` is where the problem is, `field` the key of `customData` that holds it. */
function leaveOut(
  path: string,
  field: string,
  problem: string,
  { warnings, explanations }: Diagnostics,
): void {
  const message = `${path} was left out: it ${problem}`;
  warnings.push({ code: 'invalid_custom_data', path, message });
  explanations?.push({ path: field, action: 'dropped', because: message });
}

function warnOfOddCurrency(path: string, code: unknown, { warnings }: Diagnostics): void {
  const oddity = readCurrency(code)?.oddity;
  if (oddity === undefined) return;
  const message = `${path} is a code of ISO 4217 that ${oddity}: give the code of the currency that was paid.`;
  warnings.push({ code: 'odd_currency', path, message });
}

function explanationOf(path: string, isUnchanged: boolean): Explanation {
  return isUnchanged
    ? { path, action: 'kept', because: 'sent as it is' }
    : { path, action: 'changed', because: 'sent in the form that Meta documents' };
}
