import type { CapiEvent, StandardCustomData } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';
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
  const { eventName } = event;
  const json = jsonOf(event.customData) ?? {};
  const given = isRecord(json) ? json : undefined;
  const required = requiredCustomData(eventName);
  const reading: Reading = {
    given: given ?? {},
    currency: currencyOf(given),
    required,
    sent: {},
    refused: new Set(),
    diagnostics,
  };
  const { sent, refused } = reading;
  if (given === undefined) leaveOut('customData', 'customData', 'must be an object.', diagnostics);
  for (const key of Object.keys(reading.given)) readKey(key, reading);
  for (const key of required) {
    if (sent[key] !== undefined || refused.has(key)) continue;
    const path = `customData.${key}`;
    const message = `${path} is required: Meta refuses a ${eventName} without it.`;
    diagnostics.issues.push({ code: `missing_${key}`, path, message });
  }
  if (required.length === 0) dropValueWithoutCurrency(sent, diagnostics);
  return Object.keys(sent).length > 0 ? sent : undefined;
}

/** One `customData` while it is read. */
interface Reading {
  readonly given: Readonly<Record<string, unknown>>;
  readonly currency: string | undefined;
  readonly required: readonly (keyof StandardCustomData)[];
  readonly sent: Record<string, unknown>;
  /** The keys of which something was refused already: one thing is reported of each. */
  readonly refused: Set<string>;
  readonly diagnostics: Diagnostics;
}

/** Needed before its turn: how an amount is read depends on it. */
function currencyOf(given: Readonly<Record<string, unknown>> | undefined): string | undefined {
  try {
    return readCurrency(given?.['currency'])?.code;
  } catch {
    return undefined; // A getter or a Proxy, which is reported in its turn.
  }
}

/** What JSON makes of it: of a Date and a URL text, of a database's document an object. */
function jsonOf(value: unknown): unknown {
  if (!isRecord(value) || typeof value['toJSON'] !== 'function') return value;
  return (value['toJSON'] as () => unknown)();
}

function readKey(key: string, reading: Reading): void {
  const path = `customData.${safeKey(key)}`;
  const refuse: RefuseValue = (at, problem) => {
    const { refused, required, diagnostics } = reading;
    if (refused.has(key)) return;
    refused.add(key);
    if (required.some((each) => each === key)) {
      diagnostics.issues.push({
        code: 'invalid_custom_data',
        path: at,
        message: `${at} ${problem}`,
      });
    } else leaveOut(at, path, problem, diagnostics);
  };
  try {
    const value = reading.given[key];
    if (isStandard(key)) readStandard(key, value, path, refuse, reading);
    else readOther(key, value, path, refuse, reading);
  } catch {
    refuse(path, 'threw an error when it was read: give plain values.'); // a getter or a Proxy
  }
}

function isStandard(key: string): key is keyof StandardCustomData {
  return Object.hasOwn(customDataReaders, key);
}

function readStandard(
  key: keyof StandardCustomData,
  value: unknown,
  path: string,
  refuse: RefuseValue,
  { currency, sent, diagnostics }: Reading,
): void {
  // Databases and forms give null for nothing; Meta's own keys know no such value.
  const copy = value === null ? undefined : copyJson(value, path, refuse);
  if (copy === undefined || copy === null) return;
  const read = customDataReaders[key](copy, path, refuse, currency);
  if (read === undefined) return;
  sent[key] = read;
  if (key === 'currency') warnOfOddCurrency(path, read, diagnostics);
  explainSent(path, copy, read, diagnostics);
}

function readOther(
  key: string,
  value: unknown,
  path: string,
  refuse: RefuseValue,
  reading: Reading,
): void {
  const odd = holdsPersonalData(key) ? personalKey : readOddKey(key);
  if (odd === undefined) {
    const copy = copyJson(value, path, refuse);
    // Assigning `__proto__` would change what the copy is instead of what it holds.
    if (copy === undefined || key === '__proto__') return;
    reading.sent[wellFormed(key)] = copy;
    explainSent(path, copy, copy, reading.diagnostics);
  } else if ('problem' in odd) refuse(path, odd.problem);
  else readMisspelt(odd.meant, value, path, refuse, reading);
}

const personalKey = { problem: 'has a key that is personal data, which goes into userData.' };

/** `contentIds` means `content_ids`, unless that is given too. */
function readMisspelt(
  meant: keyof StandardCustomData,
  value: unknown,
  path: string,
  refuse: RefuseValue,
  reading: Reading,
): void {
  if (value === null || value === undefined) return;
  const { given, sent, diagnostics } = reading;
  if (sent[meant] !== undefined || Object.hasOwn(given, meant)) {
    refuse(path, `is spelt "${meant}" by Meta, and that is given too.`);
    return;
  }
  readStandard(meant, value, path, refuse, reading);
  if (sent[meant] === undefined) return;
  const message = `${path} was sent as "${meant}", as Meta spells it: rename it, because the Pixel takes the same object.`;
  diagnostics.warnings.push({ code: 'custom_data_key_spelling', path, message });
}

// Recorded: Meta refuses an event with a value and no currency, 100/2804010.
// https://github.com/Adsmurai/facebook-conversion-api/issues/7
function dropValueWithoutCurrency(sent: Record<string, unknown>, diagnostics: Diagnostics): void {
  if (sent['value'] === undefined || sent['currency'] !== undefined) return;
  delete sent['value'];
  const path = 'customData.currency';
  const message = `${path} is missing, so customData.value was left out: Meta refuses a value without its currency.`;
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
  const message = `${path} is a code of ISO 4217 that ${oddity}: give the code of the money that was paid.`;
  warnings.push({ code: 'odd_currency', path, message });
}

function explainSent(
  path: string,
  given: unknown,
  sent: unknown,
  { explanations }: Diagnostics,
): void {
  if (explanations === undefined) return;
  const isSame = JSON.stringify(given) === JSON.stringify(sent);
  explanations.push(
    isSame
      ? { path, action: 'kept', because: 'sent as it is' }
      : { path, action: 'changed', because: 'sent in the form that Meta documents' },
  );
}
