import { isRecord } from '../is-record.ts';
import type { Issue } from '../result.ts';
import { requiredCustomData } from '../standard-events.ts';
import type { Trace } from '../trace.ts';
import { copyJson } from './json-copy.ts';

/** Copies `customData` for sending, in the same names and with the same values, and checks it. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
export function checkCustomData(
  eventName: string,
  customData: unknown,
  report: (issue: Issue) => void,
  trace: Trace,
): Record<string, unknown> | undefined {
  const refuse = (path: string, problem: string, code = 'invalid_custom_data'): void =>
    report({ code, path, message: `${path} ${problem}` });

  if (customData !== undefined && customData !== null && !isRecord(customData)) {
    refuse('customData', 'must be an object.');
    return undefined;
  }
  const copy = copyJson(customData ?? {}, 'customData', refuse) as Record<string, unknown>;
  for (const key of requiredCustomData(eventName)) {
    if (copy[key] !== undefined && copy[key] !== null) continue;
    refuse(
      `customData.${key}`,
      `is required: Meta refuses a ${eventName} without it.`,
      `missing_${key}`,
    );
  }
  for (const key of Object.keys(copy)) {
    const problem = Object.hasOwn(checks, key) ? checks[key]?.(copy[key]) : undefined;
    if (problem !== undefined && copy[key] !== null) refuse(`customData.${key}`, problem);
  }
  if (typeof copy['value'] === 'number' && copy['currency'] === undefined) {
    const message = 'customData.currency is missing: Meta cannot use a value without it.';
    trace.warn({ code: 'value_without_currency', path: 'customData.currency', message });
  }
  for (const key of trace.explain === undefined ? [] : Object.keys(copy)) {
    trace.explain?.({ path: `customData.${key}`, action: 'kept', because: 'sent as it is' });
  }
  return Object.keys(copy).length > 0 ? copy : undefined;
}

type Check = (value: unknown) => string | undefined;

const amount: Check = (value) =>
  typeof value === 'number' && value >= 0
    ? undefined
    : 'must be a number of major units, zero or more (12.5 for €12.50).';

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be text.');

const checks: Readonly<Record<string, Check>> = {
  value: amount,
  predicted_ltv: amount,
  net_revenue: (value) => (typeof value === 'number' ? undefined : 'must be a number.'),
  currency: (value) =>
    typeof value === 'string' && /^[a-z]{3}$/i.test(value)
      ? undefined
      : 'must be an ISO 4217 code of three letters, e.g. "EUR".',
  content_ids: (value) =>
    Array.isArray(value) && value.every((id) => typeof id === 'string' || typeof id === 'number')
      ? undefined
      : 'must be a list of ids, each text or a number.',
  contents: (value) =>
    Array.isArray(value) && value.every(isContent)
      ? undefined
      : 'must be a list of objects, each with an id and a quantity.',
  num_items: (value) =>
    Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number.',
  content_type: text,
  content_name: text,
  content_category: text,
  order_id: text,
  search_string: text,
};

function isContent(value: unknown): boolean {
  return (
    isRecord(value) &&
    (typeof value['id'] === 'string' || typeof value['id'] === 'number') &&
    typeof value['quantity'] === 'number'
  );
}
